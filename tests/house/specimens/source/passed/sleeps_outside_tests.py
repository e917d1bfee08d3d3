# specimen of no_sleep_in_tests at local/alpha.py
import time

time.sleep(1)
