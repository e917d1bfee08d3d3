# specimen of topics_stand_in_the_table at services/alpha/app.py
OUT = "messages-rooted"  # <- here
DLQ = "inbound-fax-dlq"  # <- here
