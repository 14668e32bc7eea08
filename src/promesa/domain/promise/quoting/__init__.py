"""The answer to a want: offers with their dates, fees, slots and clocks, or why there is none."""
