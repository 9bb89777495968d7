-- Projects with findings, invented from their numbers alone: the same number gives the same row.
drop schema if exists reference cascade;
create schema reference;
create table reference.region (id int primary key, name text not null);
insert into reference.region
select place, name from unnest(array['红塔区', '江川区', '通海县', '华宁县', '易门县', '峨山县',
    '新平县', '元江县', '澄江市']) with ordinality as given (name, place);
create table reference.person (id int primary key, name text not null);
insert into reference.person values (1, '巡察办公室');
create table reference.project (
    id bigint primary key, region_id int not null, name text not null, area numeric(12, 2) not null,
    built numeric(12, 2) not null, paid numeric(14, 2) not null, stage int not null
);
insert into reference.project
select n, 1 + n % 9,
    (array['云溪', '翠湖', '锦绣', '朝阳', '龙泉'])[1 + n / 9 % 5]
        || (array['花园', '广场', '公馆', '学校'])[1 + n / 45 % 4] || n || '号地块项目',
    1000 + n * 37 % 60000, n * 13 % 3000, n * 7919 % 3000000, n % 6
from generate_series(1, :rows) as n;
create table reference.finding (
    id bigint primary key, project_id bigint not null, region_id int not null, title text not null,
    words text not null, grade int not null, status int not null, found_on date not null,
    due_on date not null, owner text not null, amount numeric(14, 2) not null
);
insert into reference.finding
select id, id, region_id, name || (array['未按规定修建防空地下室', '易地建设费未足额缴纳',
        '防护设备安装不规范', '擅自改变工程用途'])[1 + id % 4],
    '检查发现：' || name || '，应于规定期限内完成整改，逾期未整改的依法处理。', id * 31 % 5, id * 17 % 4,
    date '2024-01-01' + (id * 101 % 900)::int, date '2024-03-01' + (id * 101 % 900)::int,
    '责任人' || id % 300, id * 37 % 900000
from reference.project;
create table reference.history (
    id bigserial primary key, finding_id bigint not null, who text not null, what text not null,
    at timestamptz not null default now()
);
create index on reference.finding (found_on desc, id desc);
create index on reference.finding (region_id, found_on desc, id desc);
create index on reference.finding using gin (title gin_trgm_ops);
create index on reference.history (finding_id);
grant usage on schema reference to airdefense_app;
grant select, insert on all tables in schema reference to airdefense_app;
grant usage on all sequences in schema reference to airdefense_app;
analyze reference.project, reference.finding;
