"""The commands of `klantstroom` that look after a system on this machine, its topics and its messages."""
