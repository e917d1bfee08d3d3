# specimen of topics_stand_in_the_table at services/alpha/app.py
OUT = "messages-routed"
DLQ = "inbound-web-dlq"
prefix = "inbound-"
