"""The specimen lines against the examples that ICAO prints."""

from datetime import date

from tests.world.mrz_lines import check_digit, plain, td1_lines, td3_lines

ANNA = {"country": "UTO", "last": "Eriksson", "first": "Anna Maria", "sex": "F"}


def test_the_passport_of_doc_9303_part_4_comes_out_letter_for_letter() -> None:
    lines = td3_lines(
        **ANNA,
        number="L898902C3",
        birthdate=date(1974, 8, 12),
        expiry=date(2012, 4, 15),
        personal="ZE184226B",
    )
    assert lines == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    )


def test_the_card_of_doc_9303_part_5_comes_out_letter_for_letter() -> None:
    lines = td1_lines(**ANNA, number="D23145890", birthdate=date(1974, 8, 12), expiry=date(2012, 4, 15))
    assert lines == (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )


def test_check_digit_of_the_standards_example() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


def test_names_keep_letters_only() -> None:
    assert plain("Van Dyke-O'Neil") == "VAN<DYKE<ONEIL"
    assert plain("Zoë") == "ZOE"
