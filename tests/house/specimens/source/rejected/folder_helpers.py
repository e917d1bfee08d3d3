# specimen of telling_names at local/helpers/text.py
x = 1
