using MathNet.Numerics;
using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class TranscendentalsTests
{
    [Test]
    public void LogGamma_AgreesWithMathNet([Values(0.01, 0.3, 0.5, 1.0, 1.000001, 1.5, 2.0, 3.7, 21.0, 170.0, 1e6)] double x) =>
        Assert.That(Transcendentals.LogGamma(x), Is.EqualTo(SpecialFunctions.GammaLn(x)).Within(1e-13 * Math.Max(1.0, Math.Abs(SpecialFunctions.GammaLn(x)))));

    [Test]
    public void LogGamma_GivesFactorials()
    {
        double factorial = 1.0;
        for (int n = 1; n <= 15; n++)
        {
            factorial *= n;
            Assert.That(Math.Exp(Transcendentals.LogGamma(n + 1.0)), Is.EqualTo(factorial).Within(1e-10).Percent);
        }
    }

    [TestCase(1e-18, 1e-18)]
    [TestCase(1e-9, 1.0000000005e-9)]
    [TestCase(-1e-9, -0.9999999995e-9)]
    [TestCase(0.0, 0.0)]
    [TestCase(1.0, 1.718281828459045)]
    [TestCase(-40.0, -1.0)]
    [TestCase(1000.0, double.PositiveInfinity)]
    public void Expm1_DoesNotCancel(double x, double expected) => Assert.That(Transcendentals.Expm1(x), Is.EqualTo(expected).Within(1e-13).Percent);
}
