"""Muon for weight matrices, AdamW for everything else, as one optimiser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

#: Coefficients of the quintic iteration, and how often it runs: singular values end near 1.
QUINTIC, ITERATIONS = (3.4445, -4.7750, 2.0315), 5
#: A step of a matrix has the root mean square of a usual step of AdamW, so that both share a rate.
MATCHED = 0.2


def orthogonalised(matrix: Tensor) -> Tensor:
    """Return about the nearest orthogonal matrix, (M, N) -> (M, N) float32.

    Singular values end between 0.7 and 1.2; those that were next to nothing stay smaller. By Newton
    and Schulz's iteration in float32: on processors without bfloat16 PyTorch's takes ten times as
    long, and it leaves convolutions out.
    """
    a, b, c = QUINTIC
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    x = wide.float() / (wide.float().norm() + 1e-7)
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = a * x + torch.addmm(gram, gram, gram, beta=b, alpha=c) @ x
    return x if matrix.shape[0] <= matrix.shape[1] else x.T


class Muon(torch.optim.Optimizer):
    """Momentum whose steps are orthogonalised; AdamW where ``orthogonal`` of a group is false.

    Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024; scaled after Liu
    et al., "Muon is scalable for LLM training", 2025. A convolution counts as the matrix of its
    output channels by everything else.

    Parameters
    ----------
    groups : iterable of dict
        ``params``, ``weight_decay``, ``orthogonal``.
    lr : float
        Of both parts.
    momentum : float
        Of the matrices.
    betas : (float, float)
        Of AdamW.
    """

    def __init__(
        self,
        groups: Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.95,
        betas: tuple[float, float] = (0.9, 0.99),
    ) -> None:
        super().__init__(groups, {"lr": lr, "momentum": momentum, "betas": betas})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Take one step."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            move = self._orthogonal if group["orthogonal"] else self._adam
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.mul_(1 - group["lr"] * group["weight_decay"])
                    move(parameter, parameter.grad, self.state[parameter], group)
        return loss

    @staticmethod
    def _orthogonal(p: Tensor, grad: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        if not state:
            state["momentum"] = torch.zeros_like(p)
        state["momentum"].lerp_(grad, 1 - group["momentum"])
        matrix = grad.lerp(state["momentum"], group["momentum"]).flatten(1)
        step = orthogonalised(matrix).reshape(p.shape).to(p.dtype)
        p.add_(step, alpha=-group["lr"] * MATCHED * max(matrix.shape) ** 0.5)

    @staticmethod
    def _adam(p: Tensor, grad: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        if not state:
            state.update(mean=torch.zeros_like(p), square=torch.zeros_like(p), steps=0)
        first, second = group["betas"]
        state["steps"] += 1
        state["mean"].lerp_(grad, 1 - first)
        state["square"].mul_(second).addcmul_(grad, grad, value=1 - second)
        size = (state["square"] / (1 - second ** state["steps"])).sqrt_().add_(1e-8)
        p.addcdiv_(state["mean"], size, value=-group["lr"] / (1 - first ** state["steps"]))
