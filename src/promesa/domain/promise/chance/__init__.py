"""How long each leg takes and how often its date is kept, learned from every parcel."""
