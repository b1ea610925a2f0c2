using System.Collections.Immutable;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// What an instance has beyond its type, zone and origin: instances of one pool have the same traits, so that whatever attributes decide is still decided once for a
/// pool. Traits are few and numbered; number 0 is an instance as its group makes it.
/// </summary>
/// <param name="Trunked">Whether it has a trunk interface (attribute <c>ecs.awsvpc-trunk-id</c>, ECS-CL-12).</param>
/// <param name="Changes">Attributes put on it later, by name; an empty value stands for a deleted one.</param>
internal sealed record InstanceTraits(bool Trunked, ImmutableSortedDictionary<string, string> Changes)
{
    /// <summary>No trunk, nothing changed.</summary>
    public static readonly InstanceTraits None = new(false, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>Whether these are the same traits; records compare dictionaries by identity.</summary>
    public bool Equals(InstanceTraits? other) => other is not null && Trunked == other.Trunked && Changes.SequenceEqual(other.Changes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Trunked ? 1 : 0;
        foreach (var (name, value) in Changes) hash = unchecked((hash * 31) + name.Length + (value.Length << 8));
        return hash;
    }
}
