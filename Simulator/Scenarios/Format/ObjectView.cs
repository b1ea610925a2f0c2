using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>An object of the document read by its table: values by property, each with its place. Whatever was wrong in it has been reported.</summary>
internal sealed class ObjectView
{
    private readonly Dictionary<Property, Value> _values = [];

    public ObjectView(ObjectTable table, SourcePosition position, string path)
    {
        Table = table;
        Position = position;
        Path = path;
    }

    public ObjectTable Table { get; }

    /// <summary>Where the object begins.</summary>
    public SourcePosition Position { get; }

    /// <summary>Scenario path of the object.</summary>
    public string Path { get; }

    /// <summary>Problems that matter only when the resource is used (a file that is a template or an excerpt).</summary>
    public List<ScenarioIssue> Deferred { get; init; } = [];

    /// <summary>The file it came from when <c>file:</c> named one.</summary>
    public string? FromFile { get; init; }

    /// <summary>Whether it has AWS properties that are accepted and not simulated.</summary>
    public bool HasIgnored { get; set; }

    /// <summary>Whether the property stands in the document (even with a value that could not be read).</summary>
    public bool Has(Property property) => _values.ContainsKey(property);

    /// <summary>Whether the property stands there and could be read.</summary>
    public bool IsRead(Property property) => _values.TryGetValue(property, out var value) && value.Content is not null;

    /// <summary>Whether the property stands there with a value that was refused: follow-up messages would only confuse.</summary>
    public bool IsBad(Property property) => _values.TryGetValue(property, out var value) && value.Content is null;

    /// <summary>The value, or <paramref name="fallback"/> when it is absent or was refused.</summary>
    public T Get<T>(Property<T> property, T fallback)
        where T : notnull
        => _values.TryGetValue(property, out var value) && value.Content is T content ? content : fallback;

    /// <summary>The value of a reference type, or null.</summary>
    public T? Find<T>(Property<T> property)
        where T : class
        => _values.TryGetValue(property, out var value) ? value.Content as T : null;

    /// <summary>The value of a value type, or null.</summary>
    public T? Maybe<T>(Property<T> property)
        where T : struct
        => _values.TryGetValue(property, out var value) && value.Content is T content ? content : null;

    /// <summary>Items of a list property; none when it is absent.</summary>
    public IReadOnlyList<T> List<T>(Property<IReadOnlyList<T>> property)
        where T : notnull
        => Get(property, []);

    /// <summary>Where the property's value stands; the object's place when it is absent.</summary>
    public SourcePosition At(Property property) => _values.TryGetValue(property, out var value) ? value.Position : Position;

    /// <summary>Where the property's key stands; the object's place when it is absent.</summary>
    public SourcePosition KeyAt(Property property) => _values.TryGetValue(property, out var value) ? value.KeyPosition : Position;

    /// <summary>Scenario path of a property.</summary>
    public string PathOf(Property property) => PathText.Join(Path, property.Name);

    internal void Set(Property property, object? content, SourcePosition position, SourcePosition keyPosition) =>
        _values[property] = new Value(content, position, keyPosition);

    private readonly record struct Value(object? Content, SourcePosition Position, SourcePosition KeyPosition);
}
