using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

/// <summary>The rare paths, which whole samples would show only after billions of draws.</summary>
public sealed class ZigguratTests
{
    private const double Positions = 1UL << 53;
    private const double ExponentialEnd = 7.6971174701310497140446280481;
    private const double NormalEnd = 3.6541528853610087963519472518;

    [Test]
    public void Layers_HaveEqualAreasAndTheTopmostCloses()
    {
        double exponentialArea = (ExponentialEnd + 1.0) * Math.Exp(-ExponentialEnd);
        double normalTail = Math.Sqrt(2.0 * Math.PI) * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -NormalEnd);
        double normalArea = (NormalEnd * Math.Exp(-0.5 * NormalEnd * NormalEnd)) + normalTail;
        for (int i = 1; i < 256; i++)
        {
            double x = Ziggurat.ExponentialLayer(i).Width * Positions;
            double inner = i == 1 ? 0.0 : Ziggurat.ExponentialLayer(i - 1).Width * Positions;
            Assert.That(x * (Math.Exp(-inner) - Math.Exp(-x)), Is.EqualTo(exponentialArea).Within(1e-8).Percent, $"exponential layer {i}");
            x = Ziggurat.NormalLayer(i).Width * Positions;
            inner = i == 1 ? 0.0 : Ziggurat.NormalLayer(i - 1).Width * Positions;
            Assert.That(x * (Math.Exp(-0.5 * inner * inner) - Math.Exp(-0.5 * x * x)), Is.EqualTo(normalArea).Within(1e-8).Percent, $"normal layer {i}");
        }
        Assert.That(Ziggurat.ExponentialLayer(0).Width * Positions, Is.EqualTo(exponentialArea / Math.Exp(-ExponentialEnd)).Within(1e-8).Percent);
        Assert.That(Ziggurat.NormalLayer(0).Width * Positions, Is.EqualTo(normalArea / Math.Exp(-0.5 * NormalEnd * NormalEnd)).Within(1e-8).Percent);
    }

    [Test]
    public void WhatIsAcceptedAtOnce_LiesUnderTheCurve()
    {
        for (int i = 1; i < 256; i++)
        {
            double inner = i == 1 ? 0.0 : Ziggurat.ExponentialLayer(i - 1).Width * Positions;
            Assert.That(Ziggurat.ExponentialLayer(i).Threshold * Ziggurat.ExponentialLayer(i).Width, Is.EqualTo(inner).Within(1e-12), $"exponential layer {i}");
            inner = i == 1 ? 0.0 : Ziggurat.NormalLayer(i - 1).Width * Positions;
            Assert.That(Ziggurat.NormalLayer(i).Threshold * Ziggurat.NormalLayer(i).Width, Is.EqualTo(inner).Within(1e-12), $"normal layer {i}");
        }
    }

    [Test]
    public void APositionInTheWedge_IsAcceptedAsOftenAsTheCurveIsAboveIt(
        [Values(1, 2, 40, 128, 200, 255)] int layer, [Values(0.1, 0.5, 0.9)] double fraction, [Values] bool normal)
    {
        const int Trials = 40_000;
        Ziggurat.Layer outer = normal ? Ziggurat.NormalLayer(layer) : Ziggurat.ExponentialLayer(layer);
        long position = (long)(outer.Threshold + (fraction * (Positions - outer.Threshold)));
        ulong bits = ((ulong)position << 11) | (uint)layer;
        double x = position * outer.Width;
        double right = outer.Width * Positions;
        double left = layer == 1 ? 0.0 : (normal ? Ziggurat.NormalLayer(layer - 1) : Ziggurat.ExponentialLayer(layer - 1)).Width * Positions;
        double f(double at) => normal ? Math.Exp(-0.5 * at * at) : Math.Exp(-at);
        double expected = (f(x) - f(right)) / (f(left) - f(right));
        var stream = new RandomStream(31, 0, Purpose.Resampling, layer);
        int accepted = 0;
        for (int i = 0; i < Trials; i++)
        {
            double value = normal ? Ziggurat.NormalRest(ref stream, bits) : Ziggurat.ExponentialRest(ref stream, bits);
            if (value == x) accepted++;
        }
        Assert.That(accepted, Is.EqualTo(Trials * expected).Within(4.5 * Math.Sqrt(Trials * expected * (1.0 - expected))));
    }
}
