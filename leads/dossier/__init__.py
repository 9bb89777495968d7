"""The case file (卷宗) of a lead and its cases: what goes in, how it is bound, how it is sent."""
