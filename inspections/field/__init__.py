"""Field mode: what a phone takes along into a basement without signal, and how it is kept."""

# Marks a file in which a phone handed over its queue.
FORMAT = "airdefense-field-queue-1"
# A photo travels in parts of this size.
PART_BYTES = 256 * 1024
