"""diffusers as an implementation under test: one JSON object a line on standard input, one answer a line on standard output.

    python -m oracle.adapter

The process that speaks the protocol imports no library: each arithmetic is a process of its own (`worker`), started when it is first
asked for, because ideal arithmetic changes torch for good.
"""
