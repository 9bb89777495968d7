"""The words of the trade: what each means (`terms`), and what goes into each field (`hints`)."""
