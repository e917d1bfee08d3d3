import aiokafka

from runtime import hop
