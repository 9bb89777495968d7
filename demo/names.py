"""Names for people, companies, estates and streets: all of them made up, drawn by the seed."""

from itertools import product
from random import Random

SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FIRST = "建国志文晓海春秋永德正光学思立振家明玉世庆云丽秀雪红慧静雅佳兴宏泽启承"
SECOND = "华军民平强辉峰林波涛勇斌刚杰超鹏飞亮娟敏芳燕玲萍梅兰英霞琴洁莹颖瑶远山川"
BRAND_FIRST = "泰恒瑞锦盛鑫宏嘉汇佳润德福华融信昌隆腾鼎彩云滇聚秀抚星龙凤金玉"
BRAND_SECOND = "和达源安丰泽宇成业基诚创景园邦城利通晟辉阳湖麓江岳航拓建邑祥"
STREETS = ("人民路", "文化路", "兴玉路", "红塔大道", "珊瑚路", "抚仙路", "秀山路", "环城路")
STREETS += ("创业路", "凤凰路", "南祥路", "东风路", "龙马路", "振兴街", "学府路", "太极路")

# GB 32100-2015: the alphabet has no I, O, S, V, Z; both check characters are computed.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def person_name(rng: Random) -> str:
    given = rng.choice(SECOND) if rng.random() < 0.18 else rng.choice(FIRST) + rng.choice(SECOND)
    return rng.choice(SURNAMES) + given


def different_people(rng: Random, count: int) -> list[str]:
    """That many names, no two alike: accounts are told apart by them."""
    pairs = ["".join(parts) for parts in product(FIRST, SECOND)]
    surnames = [SURNAMES[place % len(SURNAMES)] for place in range(count)]
    rng.shuffle(surnames)
    return [
        surname + given for surname, given in zip(surnames, rng.sample(pairs, count), strict=True)
    ]


def brand(rng: Random) -> str:
    return rng.choice(BRAND_FIRST) + rng.choice(BRAND_SECOND)


def credit_code(region_code: str, serial: int) -> str:
    """A well-formed unified social credit code that belongs to nobody."""
    digits, rest = "", serial
    for _place in range(5):
        rest, digit = divmod(rest, 31)
        digits = CREDIT_ALPHABET[digit] + digits
    body = f"MA6{digits}"
    code = f"91{region_code}{body}{_body_check(body)}"
    total = sum(
        CREDIT_ALPHABET.index(char) * weight
        for char, weight in zip(code, CREDIT_WEIGHTS, strict=True)
    )
    return code + CREDIT_ALPHABET[(31 - total % 31) % 31]


def _body_check(body: str) -> str:
    """The inner check of the organisation code (GB 11714), where letters count from 10."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
