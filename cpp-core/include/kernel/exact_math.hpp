// exp, log and normal density from + - * / and bit operations alone: the same bits on every machine.
//
// libm is out on every path to a result: glibc picks fused variants by processor, and its last bits changed
// between versions. sqrt is correctly rounded by IEEE 754 and may be used.
#pragma once

namespace kernel {

/// e^x. 0 below -745.14, +infinity above 709.79, NaN for NaN.
/// Accuracy: relative error below 2.3e-16 where the result is a normal number, measured against long-double
///           libm (test/exact_math_test.cpp).
[[nodiscard]] double exact_exp(double x) noexcept;

/// ln x. -infinity for 0, NaN for negative x and NaN, +infinity for +infinity; subnormal x is fine.
/// Accuracy: relative error below 2.3e-16, measured likewise.
[[nodiscard]] double exact_log(double x) noexcept;

}  // namespace kernel
