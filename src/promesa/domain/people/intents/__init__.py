"""What a customer's free text may be about, learned from sentences and only ever proposed."""
