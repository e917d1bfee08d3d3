import aiokafka  # rejected
