"""A letter that uses every part of a document, and what its PDF says."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from airdefense.exchange.documents.content import (
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
)
from airdefense.exchange.documents.pdf import write_pdf

WRITTEN_AT = datetime(2020, 11, 30, 2, 30, tzinfo=UTC)
BODY = (
    "根据《中华人民共和国人民防空法》第二十二条，城市新建民用建筑，"
    "按照国家有关规定修建战时可用于防空的地下室。"
)


@pytest.fixture
def letter():
    return Document(
        "关于红塔区住房和城乡建设局人防工程易地建设费追缴整改情况的督办函",
        (
            Paragraph("经查，你局负责整改的下列问题已逾期，现函告如下：\n" + BODY * 3),
            Heading("一、逾期问题"),
            Heading("（一）应缴未缴", 2),
            Table(
                ("编号", "问题", "未收回（元）"),
                [("WT-2020-1", "杞麓湖商务中心应缴未缴", "387,000.00")],
                groups=[("玉溪高新区", [("WT-2020-2", "秀山花园违规减免", "123,456,789,012.00")])],
                widths=(40, 90, 26),
                right=(2,),
            ),
            Facts(
                [("被巡察单位", "红塔区住建局", "发现日期", "2020年11月2日"), ("问题", "应缴未缴")]
            ),
            Heading("二、整改要求"),
            Paragraph("请于2020年12月31日前完成整改并书面反馈。\n" + (BODY + "\n") * 4),
            Signatures([("主办人", "李某", date(2020, 11, 30)), ("组长", "", None)]),
        ),
        author="张某",
        written_at=WRITTEN_AT,
        identifier="20201130-A1",
        head="中共玉溪市纪律检查委员会文件",
        number="玉纪督〔2020〕12号",
        addressee="红塔区住房和城乡建设局",
        signed_by="中共玉溪市纪律检查委员会",
        signed_on=date(2020, 11, 30),
        enclosures=("逾期问题清单", "整改要求"),
        copies_to=("市委巡察办", "市住房和城乡建设局"),
        printed_by="中共玉溪市纪委办公室",
        printed_on=date(2020, 12, 1),
        is_demo=True,
        trace="20201130-TRACE",
    )


@pytest.fixture
def opened():
    """Opens the PDF of a document; closed with the test."""
    files = []

    def of(document):
        files.append(pypdfium2.PdfDocument(write_pdf(document)))
        return files[-1]

    yield of
    for file in files:
        file.close()
