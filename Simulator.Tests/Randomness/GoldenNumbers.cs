namespace Simulator.Tests.Randomness;

/// <summary>First numbers of the project's own seeding, calculated independently in another language from the definition.</summary>
internal static class GoldenNumbers
{
    public const ulong StreamFirst = 1638550221751104467;
    public const ulong StreamSecond = 2777077830018939062;
    public const ulong BirthBits = 18372007361412780185;
    public const long ShoppersKey = -8848004506496140753;
}
