using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Compiling;

/// <summary>Names of one kind of resource with their place in the list. A name is known even when its resource has other problems, so that one problem is not reported twice.</summary>
internal sealed class NameIndex(string what, string definedUnder)
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<string> _ordered = [];

    /// <summary>Names in order of definition.</summary>
    public IReadOnlyList<string> Names => _ordered;

    /// <summary>Registers the name of item <paramref name="index"/>; a second one of the same name is reported.</summary>
    public void Add(string name, int index, ObjectView view, Property nameProperty, CompileContext c)
    {
        if (_names.TryAdd(name, index)) _ordered.Add(name);
        else c.Issues.Add(view.At(nameProperty), view.PathOf(nameProperty), $"there are two {what}s named `{name}`", "give one of them another name");
    }

    /// <summary>Registers a name that stands nowhere in the file.</summary>
    public void Add(string name, int index)
    {
        if (_names.TryAdd(name, index)) _ordered.Add(name);
    }

    /// <summary>Name of the resource at a place of the list.</summary>
    public string NameOf(int index) => _ordered.Find(n => _names[n] == index) ?? "";

    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>Index of the resource that <paramref name="reference"/> names (by name or ARN), or -1 after reporting that there is none.</summary>
    public int Resolve(Reference reference, CompileContext c)
    {
        var name = AwsArn.NameOf(reference.Text);
        if (_names.TryGetValue(name, out var index)) return index;
        var suggestion = _names.Count == 0 ? $"none is defined; list it under {definedUnder}" : Suggestions.For(name, _ordered, $"{definedUnder}: ");
        c.Issues.Add(reference.Position, reference.Path, $"there is no {what} `{name}`", suggestion);
        return -1;
    }

    /// <summary>As above without a report.</summary>
    public bool TryFind(string text, out int index) => _names.TryGetValue(AwsArn.NameOf(text), out index);
}
