"""The sample list of powers with its wordings (示例): our own text, in the manner of such lists.

Five classes, 18 powers, 121 duties and 112 accountability situations; the numbers are those that
the city declares, the text is invented.
"""
