"""Settings come from the environment; a secret may also lie in a file that the environment names."""

from pathlib import Path

import pytest

from promesa import settings


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    held = tmp_path / "token"
    held.write_text("EAAB\n")
    read = settings.read({"PROMESA_WHATSAPP_TOKEN_FILE": str(held), "PROMESA_WHATSAPP_NUMBER_ID": "111"})
    assert (read.whatsapp_token, read.whatsapp_number_id) == ("EAAB", "111")
    both = settings.read({"PROMESA_WHATSAPP_TOKEN_FILE": str(held), "PROMESA_WHATSAPP_TOKEN": "said"})
    assert both.whatsapp_token == "said"


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match="no-such-file"):
        settings.read({"PROMESA_WHATSAPP_APP_SECRET_FILE": "no-such-file"})
    assert settings.read({"PROMESA_PORT_FILE": "no-such-file"}).port == 8080, "only secrets are read from files"
