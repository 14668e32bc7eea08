"""Every board there is: a room that needs one adds its class here."""

BOARDS: tuple[type, ...] = ()
