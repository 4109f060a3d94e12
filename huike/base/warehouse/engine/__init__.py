"""The engine process: owns one chDB folder and speaks ClickHouse's HTTP protocol on loopback.

Started by `huike serve`, or by a command for its own life (`huike.base.warehouse.local`):

    python -m huike.base.warehouse.engine --path FOLDER --ready-file FILE

It imports nothing of the program outside this folder, so it starts quickly and stays small.
"""
