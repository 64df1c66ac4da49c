"""The parsers of TIC and Federal Reserve staff files: small files in the official layouts, each trap and each fault."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from treasury_card import sources
from treasury_card.errors import ReleaseError
from treasury_card.sources import fed_staff, tic, tic_layouts

HTML = b"<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>\n"

MFH = "\r\n".join(
    [
        "\t\tMAJOR FOREIGN HOLDERS OF TREASURY SECURITIES\t\t\t",
        "\t\t\t    (in billions of dollars)\t\t\t",
        "\t\t\tHOLDINGS 1/ AT END OF PERIOD\t\t\t",
        "\t\t\t\t\t",
        "\tFeb\tJan\t\t\t",
        "Country\t2012\t2012\t\t\t",
        "\t------\t------\t\t\t",
        "\t\t\t\t\t",
        "Japan\t1,090.5\t1078.0\t\t\t",
        '"China, Mainland"\t1178.9\t1159.5\t\t\t',
        "Norway\t40.1\tn.a.\t\t\t",
        "United Kingdom 2/\t103.4\t*\t\t\t",
        "Grand Total\t5102.6\t5048.0\t\t\t",
        "\t\t\t\t\t",
        "Of which:\t\t\t\t\t",
        "  For. Official\t3654.4\t3637.9\t\t\t",
        "    Treasury Bills\t356.2\t358.4\t\t\t",
        "    T-Bonds & Notes\t3298.2\t3279.5\t\t\t",
        "\t\t\t\t\t",
        "\t Series 17/\t Series\t\t Series 16/\t Series",
        "\tXIII\tXII\t\tXII\tXI",
        "\tDec\tNov\tOct\tSep\tSep",
        "Country\t2011\t2011\t2011\t2011\t2011",
        "\t------\t------\t------\t------\t------",
        "Japan\t1058.1\t1066.2\t1006.2\t984.0\t979.0",
        '"China, Mainland"\t1151.9\t1254.6\t1256.0\t1270.2\t1300.5',
        "Belgium  5/\t100.1\t100.2\t100.3\t100.4\t99.0",
        "Grand Total\t5007.4\t4998.9\t4912.1\t4911.5\t4800.0",
        "Of which:\t\t\t\t\t",
        "  For. Official\t3620.5\t3658.4\t3651.9\t3650.0\t3500.0",
        "    Treasury Bills\t350.0\t351.0\t352.0\t353.0\t353.0",
        "    T-Bonds & Notes\t3270.5\t3307.4\t3299.9\t3297.0\t3147.0",
        "\t\t\t\t\t",
        "Department of the Treasury/Federal Reserve Board\t\t\t\t\t",
        "5/18/2026\t\t\t\t\t",
        '"(2012 revised May 16, 2016)"\t\t\t\t\t',
        "1/  Notes that nobody parses. \t\t\t\t\t",
        "",
    ]
).encode()

TABLE_3_HEADER = (
    "country\tcountry_code\tdate\tfor_treas_pos\tfor_treas_net\tfor_lt_treas_pos\tfor_lt_treas_net\tfor_lt_treas_valchg\t"
    "for_st_treas_pos\tfor_st_treas_net"
)
TABLE_3 = "\r\n".join(
    [
        "Table 3: U.S. Treasury Securities Held by Foreign Residents 1/\t\t\t\t\t\t\t\t\t",
        "All Countries and International and Regional Organizations\t\t\t\t\t\t\t\t\t",
        "A positive number for net U.S. sales to foreigners denotes an increase in a foreign position\t\t\t\t\t\t\t\t\t",
        "Millions of dollars\t\t\t\t\t\t\t\t\t",
        "Link: https://example.org/slt_table3.txt\t\t\t\t\t\t\t\t\t",
        "\t\t\t\t\t\t\t\t\t",
        "\t\t\tTotal U.S. Treasuries\tTotal U.S. Treasuries\tLong-term\tLong-term\tLong-term\tShort-term\tShort-term",
        "Country\tCountry Code\tDate\tHoldings\tNet U.S. Sales\tHoldings\tNet U.S. Sales\tValuation Change\tHoldings\tNet U.S. Sales",
        TABLE_3_HEADER,
        "China, Mainland\t41408\t2012-04\t651125\t-900\t640000\t-700\t-50\t11125\t-200",
        "China, Mainland\t41408\t2012-03\t652300\tn.a.\t640975\tn.a.\tn.a.\t11325\tn.a.",
        "Egypt\t57002\t2012-04\tn.a.\tn.a.\t12\t0\t0\tn.a.\tn.a.",
        "Egypt\t57002\t2012-03\tn.a.\tn.a.\t11\tn.a.\tn.a.\tn.a.\tn.a.",
        "Japan\t42609\t2012-04\t1209949\t10\t1209849\t10\t5\t100\t0",
        "Japan\t42609\t2012-03\t1191600\tn.a.\t1191500\tn.a.\tn.a.\t100\tn.a.",
        "Memo: Euro Area\t16713\t2012-04\t5\t0\t5\t0\t0\t0\t0",
        "Memo: Euro Area\t16713\t2012-03\t5\tn.a.\t5\tn.a.\tn.a.\t0\tn.a.",
        "Grand Total\t99996\t2012-04\t9352646\t1\t9000000\t1\t1\t352646\t0",
        "Grand Total\t99996\t2012-03\t9348700\tn.a.\t9000000\tn.a.\tn.a.\t348700\tn.a.",
        "Of Which: Foreign Official\t99990\t2012-04\t3906500\t1\t3449200\t1\t1\t457300\t0",
        "Of Which: Foreign Official\t99990\t2012-03\t3902200\tn.a.\t3461200\tn.a.\tn.a.\t441000\tn.a.",
        "Of Which: Foreign Non-Official\t99991\t2012-04\t5446146\t0\t5550800\t0\t0\t-1\t0",
        "Of Which: Foreign Non-Official\t99991\t2012-03\t5446500\tn.a.\t5538800\tn.a.\tn.a.\t0\tn.a.",
        "\t\t\t\t\t\t\t\t\t",
        "Notes:\t\t\t\t\t\t\t\t\t",
        '1/ Data collected as reported on "TIC Form SLT".\t\t\t\t\t\t\t\t\t',
        "",
    ]
).encode()

TABLE_1_HEADER = "country\tcountry_code\tdate\t" + "\t".join(
    f"for_lt_{c}_{f}" for c in ("total", "treas", "agcy", "corp", "eqty") for f in ("pos", "net", "valchg")
)
TABLE_1 = "\r\n".join(
    [
        "Table 1: U.S. Long-Term Securities Held by Foreign Residents" + "\t" * 17,
        "All Countries and International and Regional Organizations" + "\t" * 17,
        "A positive number for net U.S. sales to foreigners denotes an increase in a foreign position" + "\t" * 17,
        "Millions of dollars" + "\t" * 17,
        "Link: https://example.org/slt_table1.txt" + "\t" * 17,
        "\t" * 17,
        "\t\t\tTotal U.S. Securities" + "\t" * 14,
        "Country\tCountry Code\tDate" + "\tHoldings\tNet U.S. Sales\tValuation Change" * 5,
        TABLE_1_HEADER,
        *(
            f"{area}\t{code}\t2023-0{m}\t" + "\t".join([str(10 * m + k) if (m > 1 or k % 3 == 0) else "n.a." for k in range(15)])
            for area, code in (
                ("Japan", 42609),
                ("Grand Total", 99996),
                ("Of Which: Foreign Official", 99990),
                ("Of Which: Foreign Non-Official", 99991),
                ("Of Which: Fund Shares", 84018),
            )
            for m in (2, 1)
        ),
        "\t" * 17,
        "Definitions:" + "\t" * 17,
        "",
    ]
).encode()

TABLE_3D = "\r\n".join(
    [
        '""',
        '"",""',
        '"TABLE 3D:  U.S",". Treasury Secu","rities Held by","Foreign Residen","ts 1/"',
        '"","Millio","ns of dollars"',
        '"","","","Total U.S.","Long-term","Short-term"',
        '"","","","Treasury  U.S",". Treasury  U.S",". Treasury"',
        '"","","","----------","----------","----------"',
        '""',
        '"China, Mainland",41408,"2011-12","1,151,908","1,149,000","2,908"',
        '"China, Mainland",41408,"2011-09","1,270,178","1,265,000","5,178"',
        '"Egypt",57002,"2011-12","n.a.",12,"n.a."',
        '"Grand Total",99996,"2011-12","5,004,354","4,356,681","647,673"',
        '"Grand Total",99996,"2011-09","4,912,116","4,276,989","635,127"',
        '""',
        '"Notes:"',
        '"Holdings of Long-Term Securiti","es by U.S. and","Foreign Residen","ts." Holdings o","f short-term Tr"',
        '""Report of Customers\' U.S. Dol","lar Liabilities"',
        "",
    ]
).encode()

FORM_S = "\r\n".join(
    [
        '\t\t\t"U.S. Transactions with Foreigners in Long-term Domestic and Foreign Securities, by Type and Country "' + "\t" * 11,
        "\t\t\t\t\t\tAll amounts in millions of dollars." + "\t" * 8,
        '\t\t\t\t\t"[Refer to cntrysec.html file for ""Cntry Code"" identification.]"' + "\t" * 9,
        "\t\t\t              Gross purchases by foreigners from U.S. residents"
        + "\t" * 7
        + "Gross sales by foreigners to U.S. residents\t\t\t\t",
        "Country\tCountry\tEnd of\tnotes\tagencies\tbonds\tstocks\tBonds\tStocks\tnotes\tagencies\tbonds\tstocks\tBonds\tStocks",
        "name\tcode\tmonth\t" + "\t".join(f"[{k}]" for k in range(1, 13)),
        "\t".join([" ----------"] * 15),
        'Japan\t42609\t2004-02\t"63,000"\t1\t2\t3\t4\t5\t"36,000"\t1\t2\t3\t4\t5',
        'Japan\t42609\t2004-01\t"63,338"\t1\t2\t3\t4\t5\t"36,852"\t1\t2\t3\t4\t5',
        'Grand Total\t99996\t2004-02\t"99,999"\t1\t2\t3\t4\t5\t11\t1\t2\t3\t4\t5',
        'Grand Total\t99996\t2004-01\t"99,998"\t1\t2\t3\t4\t5\t12\t1\t2\t3\t4\t5',
        "",
    ]
).encode()

SURVEY_TYPES = (
    b",Total,LT Treasury Total,LT Treasury Nominal,LT Treasury TIPS,LT Treasury FRN,ST Treasury Total\n"
    b"Afghanistan,*,*,*,0.00,0.00,0.00\n"
    b"Australia ,10.50,8.00,7.00,1.00,*,2.50\n"
    b'"China, Mainland",731.50,700.00,552.32,147.68,0.00,31.50\n'
    b"Japan,1147505.66,1061009.39,1010834.62,49977.02,*,86496.27\n"
    b"Netherlands Antilles,*,*,*,NA,NA,*\n"
    b"Total,1148247.66,1061717.39,1011393.94,50125.70,197.75,86530.27\n"
    b"Holdings of FOI,3.00,2.00,1.00,1.00,0.00,1.00\n"
)

BUCKETS = [
    "1 year or less",
    *(f"{k} to {k + 1} years" for k in range(1, 10)),
    *(f"{k} to {k + 5} years" for k in (10, 15, 20, 25)),
    "30+ years",
]
SURVEY_MATURITY = "\n".join(
    [
        '"June              June"',
        '"2024              2025"',
        '""',
        '"total_tot",1,2',
        '""',
        '"","June","June"',
        '"",2024,2025',
        *(
            f'"us_treasuries_{holder}{bucket}",{100 * i + k},{200 * i + k}'
            for i, holder in enumerate(("tot", "foi", "private"), start=1)
            for k, bucket in enumerate(["", *("_" + b for b in BUCKETS)])
        ),
        '""',
        '"agency_tot",5,6',
        "",
    ]
).encode()

STAFF_FIELDS = ("survey_pos", "adj_net_flow", "adj_val_chg", "monthly_gap", "est_pos")


def _staff(prefix: str, blank: str, classes=("agcy", "corp", "stk", "treas")) -> str:
    return ("," + blank).join(f"{prefix}_{c}_{f}" for c in classes for f in STAFF_FIELDS)


BERTAUT_JUDSON = (
    "date,country_name,country_code,"
    + _staff("ftot", "")
    + "\n6/30/2011,UK,13005,1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,100,-20,30,ND,110"
    + "\n6/30/2011,FOI_All_Countries,99990,1,2,3,4,5,1,2,3,,5,1,2,3,4,5,ND,-20,30,ND,110"
    + "\n6/30/2011,Total,99996,1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,100,-20,30,ND,110\n"
).encode()
BERTAUT_TRYON = (
    "date, country code, country name,"
    + _staff("foi", "")
    + "\n12/31/1984, 99996, All Countries and IROs,"
    + ",".join(["      7311,        ND,           ND,           ND,      7311"] * 3 + ["     84107,  ND,  ND,  ND,     84105"])
    + "\n01/31/1985, 99996, All Countries and IROs,"
    + ",".join(
        ["        ND,      -100,        47.52,       -30.31,      7228"] * 3 + ["ND,      2539,       933.57,      -162.65,     87415"]
    )
    + "\n"
).encode()

LAYOUTS = {
    "mfh": (tic_layouts.parse_mfh, MFH),
    "table 3": (tic_layouts.parse_table_3, TABLE_3),
    "table 1": (tic_layouts.parse_table_1, TABLE_1),
    "table 3d": (tic_layouts.parse_table_3d, TABLE_3D),
    "form s": (tic_layouts.parse_form_s, FORM_S),
    "survey types": (tic_layouts.parse_survey_types, SURVEY_TYPES),
    "survey maturity": (tic_layouts.parse_survey_maturity, SURVEY_MATURITY),
    "bertaut and judson": (fed_staff.parse_bertaut_judson, BERTAUT_JUDSON),
    "bertaut and tryon": (fed_staff.parse_bertaut_tryon, BERTAUT_TRYON),
}


def month(text: str) -> pd.Period:
    return pd.Period(text, freq="M")


def pick(frame: pd.DataFrame, **keys):
    """The one row of ``frame`` with these values."""
    for column, value in keys.items():
        frame = frame[frame[column] == (month(value) if column == "month" else value)]
    assert len(frame) == 1, frame
    return frame.iloc[0]


def refused(layout: str, content: bytes) -> ReleaseError:
    parse, _ = LAYOUTS[layout]
    with pytest.raises(ReleaseError) as caught:
        parse(content, "some/file.txt")
    assert str(caught.value).startswith("some/file.txt")
    return caught.value


def changed(layout: str, old: str, new: str, count: int = 1) -> bytes:
    content = LAYOUTS[layout][1]
    assert old.encode() in content, f"{old!r} is not in the file"
    return content.replace(old.encode(), new.encode(), count)


# What every layout has in common


@pytest.mark.parametrize("layout", LAYOUTS)
def test_line_ends_and_a_byte_order_mark_make_no_difference(layout):
    parse, content = LAYOUTS[layout]
    whole = parse(content, "f")
    unix = content.replace(b"\r\n", b"\n")
    for other in (unix, unix.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + content):
        pd.testing.assert_frame_equal(parse(other, "f"), whole)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_html_page_is_refused(layout):
    error = refused(layout, HTML)
    assert error.line == 1 and "HTML" in str(error)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("content", [b"", b"\r\n\r\n"])
def test_empty_file_is_refused(layout, content):
    assert "empty" in str(refused(layout, content))


@pytest.mark.parametrize(("layout", "other"), list(itertools.permutations(LAYOUTS, 2)))
def test_the_file_of_another_layout_is_refused(layout, other):
    refused(layout, LAYOUTS[other][1])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_wherever_a_file_is_cut_it_is_refused_or_has_lost_nothing(layout):
    parse, content = LAYOUTS[layout]
    whole = parse(content, "f")
    refusals = 0
    for end in range(0, len(content), 3):
        try:
            frame = parse(content[:end], "f")
        except ReleaseError:
            refusals += 1
        else:
            kept = whole.head(len(frame)) if layout == "bertaut and tryon" else whole  # no foot, see the test below
            pd.testing.assert_frame_equal(frame, kept)
    assert refusals > len(content) / 3 / 2


@pytest.mark.parametrize(
    ("layout", "old", "new", "line", "column"),
    [
        ("mfh", "1066.2", "1O66.2", 25, "Japan 2011-11"),
        ("table 3", "1209949", "ND", 14, "for_treas_pos"),
        ("table 1", "\t22\t23\t24", "\t22\t2x\t24", 10, "for_lt_treas_pos"),
        ("table 3d", '"1,151,908"', '"1,151,9O8"', 9, "total"),
        ("form s", '"63,338"', "n.a.", 9, "[1]"),
        ("survey types", "1010834.62", "see note", 5, "LT Treasury Nominal"),
        ("survey maturity", ",101,201", ",101,abc", 9, "2025"),
        ("bertaut and judson", "5,100,-20", "5,100,#N/A", 2, "ftot_treas_adj_net_flow"),
        ("bertaut and tryon", "      2539", "      25x9", 3, "foi_treas_adj_net_flow"),
    ],
)
def test_text_in_a_number_is_refused_with_its_place(layout, old, new, line, column):
    error = refused(layout, changed(layout, old, new))
    assert (error.line, error.column) == (line, column) and error.value is not None and "number" in str(error)


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        ("mfh", "in billions of dollars", "in trillions of dollars"),
        ("table 3", "Millions of dollars", "Billions of dollars"),
        ("table 1", "Millions of dollars", "Thousands of dollars"),
        ("table 3d", '"Millio","ns of dollars"', '"Billio","ns of dollars"'),
        ("form s", "All amounts in millions of dollars", "All amounts in billions of dollars"),
    ],
)
def test_another_unit_is_refused(layout, old, new):
    error = refused(layout, changed(layout, old, new))
    assert "of dollars" in error.expected


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        ("table 3", "for_lt_treas_net", "for_lt_net"),
        ("table 1", "for_lt_agcy_valchg", "for_lt_agency_valchg"),
        ("form s", "[7]", "[07]"),
        ("survey types", "LT Treasury TIPS", "TIPS"),
        ("bertaut and judson", "ftot_treas_est_pos", "treas_est_pos"),
        ("bertaut and tryon", "foi_treas_adj_val_chg", "foi_treas_val_chg"),
    ],
)
def test_a_renamed_column_is_refused(layout, old, new):
    error = refused(layout, changed(layout, old, new))
    assert error.line is not None and new in error.value


@pytest.mark.parametrize("layout", ["table 3", "table 1"])
def test_a_further_column_is_refused(layout):
    header = TABLE_3_HEADER if layout == "table 3" else TABLE_1_HEADER
    assert "new_column" in str(refused(layout, changed(layout, header, header + "\tnew_column")))


@pytest.mark.parametrize(
    ("layout", "old", "new", "says"),
    [
        ("mfh", "\tDec\tNov\tOct", "\tDec\tDec\tNov", "follow"),
        ("mfh", "\tOct\tSep\tSep", "\tOct\tOct\tSep", "twice"),
        ("mfh", "Norway\t", "Japan\t", "twice"),
        ("table 3", "42609\t2012-03", "42609\t2012-04", "twice"),
        ("table 3d", '41408,"2011-09"', '41408,"2011-12"', "twice"),
        ("form s", "42609\t2004-01", "42609\t2004-02", "twice"),
        ("survey types", "Australia ,", "Japan ,", "twice"),
        ("survey maturity", "us_treasuries_foi_30+ years", "us_treasuries_foi_1 year or less", "twice"),
        ("bertaut and judson", "UK,13005", "Total,99996", "twice"),
        ("bertaut and tryon", "01/31/1985", "12/31/1984", "twice"),
        ("bertaut and tryon", "01/31/1985", "02/28/1985", "follow"),
    ],
)
def test_a_doubled_month_or_area_is_refused(layout, old, new, says):
    assert says in str(refused(layout, changed(layout, old, new)))


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        ("table 3", "2012-04\t651125", "2012-13\t651125"),
        ("table 3d", '41408,"2011-09"', '41408,"2011-00"'),
        ("form s", '2004-01\t"63', 'Jan-04\t"63'),
        ("bertaut and judson", "6/30/2011,UK", "6/31/2011,UK"),
        ("bertaut and tryon", "01/31/1985", "31/01/1985"),
        ("mfh", "\tNov\tOct", "\tNow\tOct"),
        ("mfh", "2011\t2011\t2011\t2011\t2011", "2011\t2010\t2011\t2011\t2011"),
    ],
)
def test_what_is_not_a_month_is_refused(layout, old, new):
    error = refused(layout, changed(layout, old, new))
    assert error.line is not None and error.value is not None


def test_a_month_that_is_gone_is_refused():
    without = b"\r\n".join(line for line in TABLE_3.split(b"\r\n") if b"42609\t2012-03" not in line)
    assert tic_layouts.parse_table_3(without, "f")["month"].nunique() == 2  # an area may begin later ...
    gone = b"\r\n".join(line for line in TABLE_3.split(b"\r\n") if b"99996\t2012-03" not in line)
    assert "99996" in str(refused("table 3", gone))  # ... the total may not
    hole = TABLE_3.replace(b"42609\t2012-03", b"42609\t2012-02")
    assert "missing or out of order" in str(refused("table 3", hole))


def test_one_code_with_two_names_is_refused():
    assert "two names" in str(refused("table 3", changed("table 3", "Japan\t42609\t2012-03", "Nippon\t42609\t2012-03")))


@pytest.mark.parametrize("layout", ["table 3", "table 1", "table 3d", "form s"])
def test_a_line_with_a_field_too_few_is_refused(layout):
    marker = {"table 3": b"\t100\t0\r\n", "table 1": b"\t34\r\n", "table 3d": b',"2,908"\r\n', "form s": b"\t4\t5\r\n"}[layout]
    content = LAYOUTS[layout][1]
    assert marker in content
    error = refused(layout, content.replace(marker, b"\r\n", 1))
    assert error.line is not None and "fields" in str(error)


def test_bytes_that_are_no_text_are_refused_with_their_line():
    assert refused("table 3", TABLE_3.replace(b"Egypt", b"Cura\xe7ao", 1)).line == 12
    assert "binary" in str(refused("table 3", TABLE_3.replace(b"Egypt", b"\0\0\0", 1)))


# Major Foreign Holders


def test_mfh_keeps_the_new_series_and_marks_the_old_one_at_a_benchmark():
    frame = tic_layouts.parse_mfh(MFH, "f")
    september = frame[(frame["month"] == month("2011-09")) & (frame["area"] == "China, Mainland")]
    assert september[["comparison", "series", "holdings_usd_bn"]].values.tolist() == [[True, "XI", 1300.5], [False, "XII", 1270.2]]


def test_mfh_carries_the_series_into_later_months_and_years():
    frame = tic_layouts.parse_mfh(MFH, "f")
    japan = frame[(frame["area"] == "Japan") & ~frame["comparison"]].set_index("month")["series"]
    assert japan.to_dict() == {
        month("2011-09"): "XII",
        month("2011-10"): "XII",
        month("2011-11"): "XII",
        month("2011-12"): "XIII",
        month("2012-01"): "XIII",
        month("2012-02"): "XIII",
    }


def test_mfh_names_lose_footnotes_and_quotes_and_the_official_lines_get_clear_names():
    areas = set(tic_layouts.parse_mfh(MFH, "f")["area"])
    assert {"China, Mainland", "United Kingdom", "Belgium"} <= areas
    assert {"Foreign Official", "Foreign Official Bills", "Foreign Official Bonds"} <= areas
    assert not any("/" in area or "Of which" in area for area in areas)


def test_mfh_has_no_row_for_what_is_not_published():
    frame = tic_layouts.parse_mfh(MFH, "f")
    assert frame[(frame["area"] == "Norway")]["month"].tolist() == [month("2012-02")]
    assert frame[(frame["area"] == "United Kingdom")]["month"].tolist() == [month("2012-02")]
    assert frame["holdings_usd_bn"].notna().all() and (frame["holdings_usd_bn"] > 0).all()


def test_mfh_reads_the_date_in_both_of_its_forms():
    assert tic_layouts.mfh_date(MFH, "f") == "2026-05-18"
    assert tic_layouts.mfh_date(MFH.replace(b"5/18/2026", b"3/18/26"), "f") == "2026-03-18"
    with pytest.raises(ReleaseError, match="no date"):
        tic_layouts.mfh_date(MFH.replace(b"5/18/2026", b"May 2026"), "f")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\tXIII\tXII\t\tXII\tXI", "\tXIII\tXII\t\t\t", "series"),
        ("\tXIII\tXII\t\tXII\tXI", "\tXIII\tXII\t\tXI\tXII", "series"),
        ("\tXIII\tXII\t\tXII\tXI", "\tXIII\tXII\t\tXII\t11", "series number"),
        ("\tDec\tNov\tOct", "\tDec\tOct\tOct", "follow"),
        ("Country\t2012\t2012", "Country\t2014\t2014", "does not follow"),
        ("Japan\t1058.1\t1066.2\t1006.2\t984.0\t979.0", "Japan\t1058.1\t1066.2", "cut off"),
        ("    T-Bonds & Notes\t3298.2", "    Bonds\t3298.2", "cut off"),
        ("MAJOR FOREIGN HOLDERS", "MINOR FOREIGN HOLDERS", "title"),
    ],
)
def test_mfh_in_another_shape_is_refused(old, new, says):
    assert says in str(refused("mfh", changed("mfh", old, new)))


def test_mfh_cut_after_a_whole_block_is_refused():
    assert "cut off" in str(refused("mfh", MFH[: MFH.index(b"Department")]))


# Tables 1, 3, 3D, Form S


def test_table_3_reads_withheld_cells_as_missing_and_never_zero():
    frame = tic_layouts.parse_table_3(TABLE_3, "f")
    egypt = pick(frame, area="Egypt", month="2012-04")
    assert pd.isna(egypt["total_usd_mn"]) and egypt["lt_usd_mn"] == 12 and egypt["lt_net_usd_mn"] == 0 and pd.isna(egypt["bills_usd_mn"])


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        ("table 3", "\t11125\t-200", "\t\t-200"),
        ("table 1", "\t23\t24\t25", "\t\t24\t25"),
        ("table 3d", '"1,149,000"', '""'),
        ("form s", '"63,338"', '""'),
        ("survey types", "552.32", ""),
        ("survey maturity", ",101,201", ",101,"),
    ],
)
def test_an_empty_cell_is_not_taken_for_a_withheld_one(layout, old, new):
    assert refused(layout, changed(layout, old, new)).value == ""


def test_table_3_names_aggregates_by_code():
    frame = tic_layouts.parse_table_3(TABLE_3, "f")
    assert pick(frame, code=99990, month="2012-04")["area"] == "Foreign Official"
    assert pick(frame, code=99991, month="2012-04")["area"] == "Foreign Non-Official"
    assert pick(frame, code=16713, month="2012-04")["area"] == "Euro Area"


def test_table_3_without_its_notes_is_refused():
    assert "cut off" in str(refused("table 3", TABLE_3[: TABLE_3.index(b"Notes:")]))


def test_table_1_takes_treasuries_and_agencies():
    row = pick(tic_layouts.parse_table_1(TABLE_1, "f"), code=42609, month="2023-02")
    assert row.iloc[3:].tolist() == [23, 24, 25, 26, 27, 28]


def test_table_3d_reads_only_data_lines_and_survives_stray_quotes():
    frame = tic_layouts.parse_table_3d(TABLE_3D, "f")
    assert len(frame) == 5
    assert pick(frame, code=41408, month="2011-09")["total_usd_mn"] == 1270178
    assert pd.isna(pick(frame, code=57002, month="2011-12")["total_usd_mn"]) and pick(frame, code=57002, month="2011-12")["lt_usd_mn"] == 12


def test_form_s_takes_columns_1_and_7():
    row = pick(tic_layouts.parse_form_s(FORM_S, "f"), code=42609, month="2004-01")
    assert (row["purchases_usd_mn"], row["sales_usd_mn"]) == (63338, 36852)


def test_form_s_with_its_sides_exchanged_is_refused():
    swapped = FORM_S.replace(b"Gross purchases by", b"@").replace(b"Gross sales by", b"Gross purchases by").replace(b"@", b"Gross sales by")
    refused("form s", swapped)


def test_form_s_with_its_columns_moved_is_refused():
    moved = changed("form s", "End of\tnotes\tagencies", "End of\tagencies\tnotes")
    assert "[1] and [7]" in str(refused("form s", moved))


# The annual survey


def test_survey_types_keeps_withheld_cells_missing_and_names_clean():
    frame = tic_layouts.parse_survey_types(SURVEY_TYPES, "f")
    assert "Australia" in set(frame["area"])
    japan = pick(frame, area="Japan")
    assert japan["nominal_usd_mn"] == 1010834.62 and pd.isna(japan["frn_usd_mn"])
    assert pick(frame, area="Netherlands Antilles").iloc[1:].isna().all()
    assert pick(frame, area="Afghanistan")["bills_usd_mn"] == 0


def test_survey_types_that_do_not_add_are_refused():
    assert "add" in str(refused("survey types", changed("survey types", "1061717.39", "1061.72")))


def test_survey_maturity_reads_treasuries_of_all_years_and_holders():
    frame = tic_layouts.parse_survey_maturity(SURVEY_MATURITY, "f")
    assert len(frame) == 2 * 3 * 16
    assert pick(frame, year=2025, holder="official", order=0)[["bucket", "usd_mn"]].tolist() == ["total", 400]
    assert pick(frame, year=2024, holder="private", order=15)[["bucket", "usd_mn"]].tolist() == ["30+ years", 315]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"",2024,2025', '"",2023,2024', "different years"),
        ("us_treasuries_tot_4 to 5 years", "us_treasuries_tot_4 to 6 years", "bucket"),
        ("us_treasuries_private_30+ years", "other_private_30+ years", "missing"),
        (",101,201", ",101", "figures"),
    ],
)
def test_survey_maturity_in_another_shape_is_refused(old, new, says):
    assert says in str(refused("survey maturity", changed("survey maturity", old, new)))


# Federal Reserve staff


def test_bertaut_judson_reads_treasuries_with_nd_as_missing():
    row = pick(fed_staff.parse_bertaut_judson(BERTAUT_JUDSON, "f"), code=99990)
    assert row["month"] == month("2011-06") and pd.isna(row["survey_usd_mn"]) and pd.isna(row["gap_usd_mn"])
    assert (row["flow_usd_mn"], row["valuation_usd_mn"], row["position_usd_mn"], row["agency_flow_usd_mn"]) == (-20, 30, 110, 2)


def test_bertaut_tryon_is_official_whatever_its_label_says():
    frame = fed_staff.parse_bertaut_tryon(BERTAUT_TRYON, "f")
    assert set(frame["code"]) == {99990} and set(frame["area"]) == {"Foreign Official"}
    assert pick(frame, month="1985-01")["gap_usd_mn"] == -162.65 and pd.isna(pick(frame, month="1984-12")["flow_usd_mn"])


@pytest.mark.parametrize(
    ("table", "release", "content"),
    [("fed_staff_monthly", fed_staff.BERTAUT_JUDSON, BERTAUT_JUDSON), ("official_flows_monthly", fed_staff.BERTAUT_TRYON, BERTAUT_TRYON)],
)
def test_a_staff_file_that_lacks_its_last_months_makes_no_table(tmp_path, table, release, content):
    (tmp_path / "fed").mkdir()
    (tmp_path / release.file).write_bytes(content)
    with pytest.raises(ReleaseError, match="cut off"):
        sources.table(table).build(tmp_path)


def test_bertaut_tryon_of_another_area_is_refused():
    assert refused("bertaut and tryon", changed("bertaut and tryon", "01/31/1985, 99996", "01/31/1985, 42609")).line == 3


# Tables made of several releases


def test_holdings_continue_with_table_3_in_billions():
    frame = tic.holdings(tic_layouts.parse_mfh(MFH, "f"), tic_layouts.parse_table_3(TABLE_3, "f"))
    april = frame[frame["month"] == month("2012-04")].set_index("area")
    assert (april["source"] == "table3").all() and not april["comparison"].any()
    assert april["holdings_usd_bn"].to_dict() == {
        "China, Mainland": 651.1,
        "Japan": 1209.9,
        "Grand Total": 9352.6,
        "Foreign Official": 3906.5,
        "Foreign Official Bills": 457.3,
        "Foreign Official Bonds": 3449.2,
    }
    assert (frame.loc[frame["month"] <= month("2012-02"), "source"] == "mfh").all()


def test_holdings_do_not_overwrite_the_history_with_table_3():
    table_3 = tic_layouts.parse_table_3(TABLE_3.replace(b"2012-03", b"2012-01").replace(b"2012-04", b"2012-02"), "f")
    frame = tic.holdings(tic_layouts.parse_mfh(MFH, "f"), table_3)
    assert set(frame["source"]) == {"mfh"} and pick(frame, area="Japan", month="2012-02")["holdings_usd_bn"] == 1090.5


def test_official_flows_keep_their_sources_apart():
    staff = fed_staff.staff_flows(fed_staff.parse_bertaut_tryon(BERTAUT_TRYON, "f"), fed_staff.parse_bertaut_judson(BERTAUT_JUDSON, "f"))
    frame = fed_staff.official_flows(staff, tic_layouts.parse_table_1(TABLE_1, "f"))
    assert list(zip(frame["month"].astype(str), frame["source"], strict=True)) == [
        ("1984-12", "BT"),
        ("1985-01", "BT"),
        ("2011-06", "BJ"),
        ("2023-02", "SLT"),
    ]
    assert frame["treasury_net_usd_mn"].tolist()[1:] == [2539, -20, 24]
    assert frame["agency_net_usd_mn"].tolist()[1:] == [-100, 2, 27]
    assert frame["treasury_position_usd_mn"].tolist() == [84105, 87415, 110, 23]


# Declarations


def test_the_declared_addresses_are_official():
    for module in (tic, fed_staff):
        for table in module.TABLES:
            for release in table.releases:
                assert release.address.startswith(
                    ("https://ticdata.treasury.gov/", "https://treasury.gov/", "https://www.federalreserve.gov/")
                )


def test_tables_of_this_agency_are_declared():
    assert {t.name for t in tic.TABLES} <= {t.name for t in sources.ALL}
