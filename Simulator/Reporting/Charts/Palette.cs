namespace Simulator.Reporting.Charts;

/// <summary>
/// Colours by name. They are Okabe and Ito's eight, which people with any of the usual colour vision deficiencies tell apart (Okabe, Ito:
/// Color Universal Design, 2008); yellow is left to shading, being too pale for a line on white. Series differ by dash or shape as well.
/// </summary>
public enum Tone
{
    /// <summary>Near black: what is wanted (desired counts, targets).</summary>
    Ink,

    /// <summary>Blue: load, CPU.</summary>
    Blue,

    /// <summary>Bluish green: what runs.</summary>
    Green,

    /// <summary>Orange: what is on its way.</summary>
    Orange,

    /// <summary>Vermillion: what fails.</summary>
    Vermillion,

    /// <summary>Reddish purple: memory.</summary>
    Purple,

    /// <summary>Sky blue: second to blue.</summary>
    Sky,

    /// <summary>Yellow, for shading.</summary>
    Yellow,

    /// <summary>Grey: context.</summary>
    Grey,
}

/// <summary>The colours of the tones.</summary>
public static class Palette
{
    /// <summary>Tones for series without a meaning of their own, most distinct first.</summary>
    public static readonly Tone[] Cycle = [Tone.Blue, Tone.Orange, Tone.Green, Tone.Purple, Tone.Sky, Tone.Vermillion, Tone.Ink];

    /// <summary>As <c>#rrggbb</c>.</summary>
    public static string Hex(Tone tone) => tone switch
    {
        Tone.Ink => "#222222",
        Tone.Blue => "#0072b2",
        Tone.Green => "#009e73",
        Tone.Orange => "#e69f00",
        Tone.Vermillion => "#d55e00",
        Tone.Purple => "#cc79a7",
        Tone.Sky => "#56b4e9",
        Tone.Yellow => "#f0e442",
        _ => "#8a8a8a",
    };
}
