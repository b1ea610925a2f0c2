using System.Collections.Immutable;

namespace Simulator.Scenarios.Format;

/// <summary>A property of an object in the scenario file.</summary>
internal abstract class Property(string name, string doc, bool required, string? defaultText, ImmutableArray<string> aliases)
{
    /// <summary>The name as AWS or the contract spells it.</summary>
    public string Name { get; } = name;

    /// <summary>One line for the reference page and the editor.</summary>
    public string Doc { get; } = doc;

    public bool Required { get; } = required;

    /// <summary>What holds when it is absent, for the reference page.</summary>
    public string? DefaultText { get; } = defaultText;

    /// <summary>Other names: an AWS property that takes an ARN where the short form takes a name.</summary>
    public ImmutableArray<string> Aliases { get; } = aliases;

    public abstract ValueKind Kind { get; }

    public bool IsNamed(string key)
    {
        if (Name.Equals(key, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var alias in Aliases)
        {
            if (alias.Equals(key, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}

/// <inheritdoc/>
/// <typeparam name="T">What its kind reads.</typeparam>
internal sealed class Property<T>(string name, ValueKind<T> kind, string doc, bool required, string? defaultText, ImmutableArray<string> aliases)
    : Property(name, doc, required, defaultText, aliases)
    where T : notnull
{
    public override ValueKind Kind => kind;

    public ValueKind<T> Typed => kind;
}

/// <summary>
/// The properties of one object of the scenario file: the single place from which the compiler, the JSON Schema and the reference page know them.
/// </summary>
internal sealed class ObjectTable
{
    private readonly List<Property> _properties = [];
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.OrdinalIgnoreCase);
    private HashSet<string> _ignored = [];

    public ObjectTable(string name, string doc)
    {
        Name = name;
        Doc = doc;
    }

    /// <summary>Name of the table in the schema and the reference page.</summary>
    public string Name { get; }

    public string Doc { get; }

    public IReadOnlyList<Property> Properties => _properties;

    /// <summary>The property by which list items are named in paths, or null.</summary>
    public Property? NamedBy { get; private set; }

    /// <summary>The API call whose shape this is, or null for the simulator's own objects.</summary>
    public string? Api { get; private set; }

    /// <summary>Prefix of ignored properties in notes, such as <c>containerDefinitions[]</c>.</summary>
    public string NotePrefix { get; private set; } = "";

    /// <summary>AWS properties that are accepted but not simulated.</summary>
    public IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>Whether <c>file: path.json</c> may stand for it.</summary>
    public bool AcceptsFile { get; private set; }

    /// <summary>Whether keys that begin with <c>x-</c> are left alone: a place for YAML anchors.</summary>
    public bool AcceptsExtensions { get; init; }

    /// <summary>Properties of describe output that wrap it, such as <c>taskDefinition</c>.</summary>
    public ImmutableArray<string> Wrappers { get; private set; } = [];

    public Property<T> Add<T>(string name, ValueKind<T> kind, string doc, bool required = false, string? defaultText = null, params ImmutableArray<string> aliases)
        where T : notnull
    {
        var property = new Property<T>(name, kind, doc, required, defaultText, aliases);
        _properties.Add(property);
        return property;
    }

    /// <summary>Adds a property that other tables have too.</summary>
    public void Include(Property property) => _properties.Add(property);

    /// <summary>Gives it everything that another table has: properties, name, ignored ones, <c>file:</c>; its own properties may then stand beside <c>file</c>.</summary>
    public ObjectTable Like(ObjectTable other)
    {
        Frame = [.. _properties];
        foreach (var property in other.Properties) Include(property);
        NamedBy = other.NamedBy;
        _ignored = other._ignored;
        (AcceptsFile, Wrappers, LoneItems) = (other.AcceptsFile, other.Wrappers, other.LoneItems);
        return this;
    }

    /// <summary>Properties of an action around a resource: they may stand beside <c>file</c>.</summary>
    public ImmutableArray<Property> Frame { get; private set; } = [];

    /// <summary>Of a table that stands for several: the one that an object means; null when it does not say.</summary>
    public Func<Documents.MapNode, ObjectTable?>? Chosen { get; init; }

    /// <summary>Adds properties that other tables have too.</summary>
    public ObjectTable Including(params ReadOnlySpan<Property> properties)
    {
        foreach (var property in properties) Include(property);
        return this;
    }

    /// <summary>Takes a property of another table by which list items are named.</summary>
    public void IncludeName(Property property)
    {
        _properties.Add(property);
        NamedBy = property;
    }

    public Property<T> Named<T>(string name, ValueKind<T> kind, string doc, bool required = true, string? defaultText = null, params ImmutableArray<string> aliases)
        where T : notnull
    {
        var property = Add(name, kind, doc, required, defaultText, aliases);
        NamedBy = property;
        return property;
    }

    /// <summary>Bytes of JSON that AWS takes at most; 0 for no limit of its own.</summary>
    public int LargestBytes { get; init; }

    /// <summary>Declares it as (part of) an AWS shape, with the AWS properties that are accepted but not simulated, separated by blanks.</summary>
    public ObjectTable Aws(string api, string ignored, string notePrefix = "")
    {
        Api = api;
        NotePrefix = notePrefix;
        _ignored = new HashSet<string>(ignored.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
        return this;
    }

    /// <summary>Says where a property belongs that writers look for here.</summary>
    public ObjectTable Elsewhere(string property, string place)
    {
        _elsewhere.Add(property, place);
        return this;
    }

    /// <summary>Where a property belongs that this is not one of, or null.</summary>
    public string? PlaceOf(string property) => _elsewhere.GetValueOrDefault(property);

    /// <summary>Lets <c>file:</c> stand for it, read through the wrappers of describe output.</summary>
    public ObjectTable FromFile(params ImmutableArray<string> wrappers)
    {
        AcceptsFile = true;
        Wrappers = wrappers;
        return this;
    }

    /// <summary>Lets a file hold several of them, each of which becomes an item of the list.</summary>
    public ObjectTable Several()
    {
        HoldsSeveral = true;
        return this;
    }

    /// <summary>See <see cref="Several"/>.</summary>
    public bool HoldsSeveral { get; private set; }

    /// <summary>
    /// Says that documentation prints this resource in excerpts: one item of the list <paramref name="property"/> alone stands for it, and a file without its
    /// name is read leniently.
    /// </summary>
    public ObjectTable WithLoneItems(string property, ObjectTable items)
    {
        LoneItems = (property, items);
        return this;
    }

    /// <summary>See <see cref="WithLoneItems"/>.</summary>
    public (string Property, ObjectTable Table)? LoneItems { get; private set; }

    public Property? Find(string key)
    {
        foreach (var property in _properties)
        {
            if (property.IsNamed(key)) return property;
        }
        return null;
    }

    /// <summary>Every name a writer may mean, for «did you mean».</summary>
    public IReadOnlyList<string> KnownNames()
    {
        List<string> names = [.. _properties.Select(p => p.Name)];
        if (AcceptsFile) names.Add("file");
        names.AddRange(_ignored.Order(StringComparer.Ordinal));
        return names;
    }
}
