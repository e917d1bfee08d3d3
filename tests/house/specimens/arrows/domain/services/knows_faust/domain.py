import faust  # rejected
