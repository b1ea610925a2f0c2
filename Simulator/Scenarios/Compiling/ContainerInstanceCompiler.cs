using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Container instances without a group: sets of alike instances, or instances as DescribeContainerInstances prints them, so that a run can begin with a cluster as it
/// is (ECS-API-06). What such an instance registered counts, not what its type usually registers.
/// </summary>
internal sealed class ContainerInstanceCompiler(CompileContext c, InstanceAttributes attributes)
{
    private bool _described;

    public ImmutableArray<ContainerInstanceSetDefinition> Compile(ObjectView root)
    {
        var sets = root.List(ScenarioTable.ContainerInstances).Select(CompileSet).ToImmutableArray();
        if (_described)
            c.Notes.Add(ScenarioNoteKind.Assumed, root.At(ScenarioTable.ContainerInstances), "the instances are as described, but the tasks on them are not: services place theirs anew as run.initial says");
        return sets;
    }

    private ContainerInstanceSetDefinition CompileSet(ObjectView v)
    {
        var all = v.List(ContainerInstanceTable.Attributes);
        var type = TypeOf(v, all);
        return new ContainerInstanceSetDefinition(type, ZoneOf(v, all), v.Get(ContainerInstanceTable.Count, 1), attributes.Compile(v, ContainerInstanceTable.Attributes, IsDescribed(v)))
        {
            Agent = AgentCompiler.Compile(v, ContainerInstanceTable.Agent, [type], c),
            AgentVersion = VersionOf(v),
            Draining = v.Get(ContainerInstanceTable.Draining, false),
            AgentConnected = v.Get(ContainerInstanceTable.AgentConnected, true),
            AutoRecovery = v.Find(ContainerInstanceTable.Maintenance)?.Get(MaintenanceOptionsTable.AutoRecovery, true) ?? true,
        };
    }

    private static bool IsDescribed(ObjectView v) => v.Has(ContainerInstanceTable.Registered);

    private string? VersionOf(ObjectView v) =>
        v.Find(ContainerInstanceTable.Version) is { } info
            ? attributes.AgentVersion(info, VersionInfoTable.AgentVersion)
            : attributes.AgentVersion(v, ContainerInstanceTable.AgentVersion);

    private int TypeOf(ObjectView v, IReadOnlyList<NamedValue<string>> all)
    {
        var reference = v.Find(ContainerInstanceTable.InstanceType);
        if (reference is null && all.FirstOrDefault(a => a.Key == "ecs.instance-type") is { } named) reference = new Reference(named.Value, named.Position, named.Path);
        if (reference is null)
        {
            if (!v.IsBad(ContainerInstanceTable.InstanceType))
                c.Report(v.Position, v.Path, "a container instance needs its `instanceType`", IsDescribed(v) ? "the description has no attribute ecs.instance-type: add instanceType: m6i.large" : "instanceType: m6i.large");
            return -1;
        }
        var type = c.InstanceType(reference);
        if (type < 0 || !IsDescribed(v)) return type;
        _described = true;
        return c.VariantOf(type, Registered(v, "CPU") / 1024, Registered(v, "MEMORY"));
    }

    private static int Registered(ObjectView v, string name)
    {
        foreach (var resource in v.List(ContainerInstanceTable.Registered))
        {
            if (name.Equals(resource.Find(RegisteredResourceTable.Name), StringComparison.OrdinalIgnoreCase)) return resource.Get(RegisteredResourceTable.Value, 0);
        }
        return 0;
    }

    private int ZoneOf(ObjectView v, IReadOnlyList<NamedValue<string>> all)
    {
        if (v.Find(ContainerInstanceTable.Zone) is { } zone) return c.Zones.Resolve(zone, c);
        return all.FirstOrDefault(a => a.Key == "ecs.availability-zone") is { } named ? c.Zones.Resolve(new Reference(named.Value, named.Position, named.Path), c) : -1;
    }
}

/// <summary>Custom attributes and agent versions of container instances, in groups and without.</summary>
internal sealed class InstanceAttributes(CompileContext c)
{
    // Built-in attributes that nothing in a scenario tells: whoever has constraints on them says what they are.
    private static readonly string[] OfTheUser = ["ecs.ami-id", "ecs.vpc-id", "ecs.subnet-id", "ecs.outpost-arn", "ecs.os-family"];

    /// <summary>Attributes by name. Of a description the built-in ones are left out: they follow from the instance.</summary>
    public ImmutableSortedDictionary<string, string> Compile(ObjectView v, Property<IReadOnlyList<NamedValue<string>>> property, bool described = false)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var attribute in v.List(property))
        {
            var builtIn = attribute.Key.StartsWith("ecs.", StringComparison.Ordinal) || attribute.Key.StartsWith("com.amazonaws.", StringComparison.Ordinal);
            if (builtIn && !OfTheUser.Contains(attribute.Key, StringComparer.Ordinal))
            {
                if (!described && attribute.Key is not ("ecs.instance-type" or "ecs.availability-zone"))
                    c.Report(attribute.KeyPosition, attribute.Path, "attribute names that begin with `ecs.` are AWS's own (ECS-CL-12)", "choose another name");
            }
            else if (attribute.Key.Length > 128 || attribute.Value.Length > 128 || attribute.Value.Trim() != attribute.Value)
            {
                c.Report(attribute.KeyPosition, attribute.Path, "names and values of attributes have 1 to 128 characters, without blanks at the edges (ECS-CL-12)");
            }
            else
            {
                attributes[attribute.Key] = attribute.Value;
            }
        }
        return attributes.ToImmutable();
    }

    /// <summary>A version such as 1.98.0, or null after reporting what it is not.</summary>
    public string? AgentVersion(ObjectView v, Property<string> property)
    {
        if (v.Find(property) is not { } text) return null;
        if (Version.TryParse(text, out var version) && version.Build >= 0) return version.ToString(3);
        c.Report(v, property, $"`{text}` is not the version of a container agent", "1.98.0");
        return null;
    }
}
