"""A sample of each shipped source; every name in them is invented."""

from __future__ import annotations

import csv
from pathlib import Path

from interlink.mapping.spec import SourceSpec
from packed_files import workbook

__all__ = ["CROSSINGS", "DECLARATIONS", "DOCUMENTS", "PAYMENTS", "SAMPLES", "VEHICLES", "sample_files"]

HARBOUR = Path(__file__).parents[1] / "sample_graphs" / "harbour"
# One file for each source, named after it; a folder where a delivery has several.
FILES = Path(__file__).parent / "sources" / "samples"

# A transfer, cash paid in, cash paid out, cash hand to hand without numbers, and a transfer between two
# countries that have no IBANs.
PAYMENTS = """\
reference,booked_at,amount,currency,method,purpose,payer_type,payer,payer_id,payer_account,payer_bank,payer_country,payee_type,payee,payee_id,payee_account,payee_bank,payee_country
T1,2025-03-01T09:30:00Z,1250.50,EUR,transfer,"Rent, March",person,Ada Vell,NL-P1234567,NL91ABNA0417164300,VELDNL2A,NL,company,"Veld, Bo & Co. B.V.",NL-12345678,DE89370400440532013000,VELDDEFF,NL
T2,2025-03-02T10:00:00Z,900.00,EUR,cash,,person,Ольга Вель,UA-P7654321,,,UA,person,Ada Vell,,NL91ABNA0417164300,VELDNL2A,NL
T3,2025-03-03T11:00:00Z,800.00,EUR,cash,loan,company,"Veld, Bo & Co. B.V.",NL-12345678,DE89370400440532013000,VELDDEFF,NL,person,عمر فيل,,,,MA
T4,2025-03-04T12:00:00Z,70.00,MAD,cash,,person,عمر فيل,,,,MA,company,Atlas Vell SARL,,,,MA
T5,2025-03-05T13:00:00Z,9999.99,USD,transfer,machine parts,company,连记贸易有限公司,CN-87654321,305100004417001,VELDCNSH,CN,company,Vell Lagos Ltd,NG-11112222,058-0123456789,VELDNGLA,NG
"""  # noqa: E501

# An export and the import of the same bill of lading, a transit of three containers without a bill of
# lading, a vehicle, and an export whose container and weight cannot be read.
DECLARATIONS = """\
declaration_number,procedure,office,country,declared_on,declarant,declarant_number,consignor,consignor_number,consignor_country,consignee,consignee_number,consignee_country,bill_of_lading,containers,hs_code,goods,packages,weight_kg,value,currency,origin_country,destination_country,vin
X1,export,CNSHA,CN,2025-02-01,Snel Declarant B.V.,NL-55556666,连记贸易有限公司,CN-87654321,CN,"Veld, Bo & Co. B.V.",NL-12345678,NL,VLD25001,CSQU3054383,610910,"T-shirts, cotton",400,8000,60000.00,USD,CN,NL,
I1,import,NLRTM,NL,2025-03-10,Snel Declarant B.V.,NL-55556666,连记贸易有限公司,CN-87654321,CN,"Veld, Bo & Co. B.V.",NL-12345678,NL,VLD25001,CSQU3054383,610910,"T-shirts, cotton",400,8000,21000.00,USD,CN,NL,
R1,transit,TRMER,TR,2025-03-11,,,Vell Lagos Ltd,,NG,Ада Вель ТОВ,,UA,,VLDU3982593;CSQU3054383; VLDU7919074,440399,Timber,12,21000,9000.00,EUR,NG,UA,
V1,export,ESALG,ES,2025-03-12,,,Coches Vell S.L.,ES-33334444,ES,Atlas Vell SARL,,MA,VLD25002,,870323,Used car,1,1400,9500.00,EUR,ES,MA,1M8GDM9AXKP042788
W1,export,ESALG,ES,2025-03-13,,,Coches Vell S.L.,ES-33334444,ES,Atlas Vell SARL,,MA,VLD25003,VLDU123,870323,Parts,1,heavy,500.00,EUR,ES,MA,
"""  # noqa: E501

# One passport and two travellers, one of them twice; a lost identity card in the same car; nothing shown; and
# a traveller whose name and document are missing.
CROSSINGS = """\
crossing_id,at,direction,post,country,traveller,birth_date,nationality,sex,document_kind,document_number,document_country,plate,plate_country,purpose
C1,2025-04-01T06:00:00Z,entry,TRMER,TR,Ada Vell,1980-02-03,NL,F,passport,NX1234567,NL,VL-12-AB,NL,holiday
C2,2025-04-09T18:00:00Z,exit,TRMER,TR,Ada Vell,1980-02-03,NL,F,passport,NX1234567,NL,,,
C3,2025-04-20T07:00:00Z,entry,MACAS,MA,"Bo, Vell",1985-07-08,NL,M,passport,NX1234567,NL,,,work
C4,2025-04-01T06:01:00Z,entry,TRMER,TR,Ольга Вель,1990,UA,F,identity card,998 877,UA,VL-12-AB,NL,
C5,2025-04-02T06:01:00Z,exit,TRMER,TR,连浩然,,CN,M,,,,,,
C6,2025-04-03T06:01:00Z,exit,XXXX,TR,,,,,,,,,,
"""

# A passport in another script, a lost identity card of the same holder, a stolen passport without number
# of its holder, and a revoked one with a date that is none.
DOCUMENTS = """\
document_number,kind,country,holder_id,holder,holder_original,birth_date,sex,nationality,issued_on,expires_on,authority,phone,address,city,status,status_on
NX1234567,passport,UA,UA-P7654321,Olha Vel,Ольга Вель,1990-05-06,F,UA,2020-01-01,2030-01-01,Passport office,+380501112233,"Quay 1, left",Odesa,valid,
998877,identity card,UA,UA-P7654321,Olha Vel,Ольга Вель,1990-05-06,F,UA,2019-01-01,2029-01-01,Passport office,+380501112233,"Quay 1, left",Odesa,lost,2025-02-02
NX7654321,passport,NL,,Ada Vell,,1980-02-03,F,NL,2021-01-01,2031-01-01,Town hall,,,,stolen,2025-03-03
NX1111111,passport,NL,NL-P2222222,Bo Vell,,1985-07-08,M,NL,soon,2031-01-01,Town hall,,,,revoked,2025-03-04
"""  # noqa: E501

# A registered, a stolen and an exported vehicle, one whose number fails its check, one without number.
VEHICLES = """\
vin,plate,country,make,model,year,colour,registered_on,holder_type,holder,holder_id,status,status_on
1M8GDM9AXKP042788,VL-12-AB,NL,Velda,"Kombi, long",2019,blue,2020-03-01,person,Ada Vell,NL-P1234567,registered,
11111111111111111,VL-34-CD,NL,Velda,Kombi,2021,red,2021-05-01,company,"Veld, Bo & Co. B.V.",NL-12345678,stolen,2025-05-05
1M8GDM9A0KP042789,34 VEL 01,TR,,,,,2018-01-01,person,Ömer Vel,,exported,2025-06-06
,VL-56-EF,MA,Velda,,,,,company,Atlas Vell SARL,,scrapped,2024-01-01
"""  # noqa: E501
UN_LIST = """\
<?xml version="1.0"?>
<CONSOLIDATED_LIST dateGenerated="2031-01-02T00:00:00">
<INDIVIDUALS><INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>ADA</FIRST_NAME><SECOND_NAME>VELL</SECOND_NAME>
<UN_LIST_TYPE>None</UN_LIST_TYPE>
<GENDER>Female</GENDER><NATIONALITY><VALUE>Netherlands</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Vellova</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>A. Vell</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS>
<STREET>Quay 1</STREET><CITY>Veld</CITY><COUNTRY>Netherlands</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH>
<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1971</FROM_YEAR>
<TO_YEAR>1973</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>AB12345</NUMBER>
<ISSUING_COUNTRY>Netherlands</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>8</DATAID><FIRST_NAME>VELL TRADING</FIRST_NAME>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>VELD TRADING</ALIAS_NAME></ENTITY_ALIAS>
</ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
LOCODES = (
    ',"NL",,".NETHERLANDS",,,,,,,,\n'
    ',"NL","VLX","Veldhavn","Veldhavn","ZH","1-3-----","AI","0601",,"5155N 00430E",""\n'
)
SAMPLES: dict[str, str | Path] = {
    **{each.name.partition(".")[0]: each for each in FILES.glob("*")},
    "call_records": HARBOUR / "call_records.csv",
    "crossings": CROSSINGS,
    "declarations": DECLARATIONS,
    "documents": DOCUMENTS,
    "edges": "source,target\nAda,Bo\n",
    "manifest": HARBOUR / "manifest.csv",
    "notices": HARBOUR / "notices.json",
    "payments": PAYMENTS,
    "register": HARBOUR / "register.csv",
    "un_sc": UN_LIST,
    "unlocode": LOCODES,
    "vehicles": VEHICLES,
}


def sample_files(name: str, spec: SourceSpec, folder: Path) -> list[Path]:
    """The files of a source's sample; what is no file yet is written into the folder."""
    sample = SAMPLES[name]
    path = sample if isinstance(sample, Path) else folder / f"{name}.sample"
    if isinstance(sample, str):
        path.write_text(sample, encoding=spec.file.encoding)
    if spec.file.format == "excel":
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        path = folder / f"{name}.xlsx"
        path.write_bytes(workbook(rows))
    return sorted(path.iterdir()) if path.is_dir() else [path]
