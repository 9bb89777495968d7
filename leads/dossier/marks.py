"""甲、乙、丙 …: what stands for the first, second and third of anything."""

STEMS = "甲乙丙丁戊己庚辛壬癸"


def mark_of(place: int) -> str:
    """甲 to 癸, then 甲2, 乙2 …"""
    round_, stem = divmod(place, len(STEMS))
    return STEMS[stem] + (str(round_ + 1) if round_ else "")
