# specimen of telling_names at services/alpha/text_utils.py
x = 1
