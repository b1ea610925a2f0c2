using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>An operator's action on the timeline.</summary>
/// <param name="At">When.</param>
public abstract record TimelineActionDefinition(Instant At)
{
    /// <summary>What the subject index of its decision counts.</summary>
    public virtual ActionSubject Subject => ActionSubject.None;

    private readonly string? _name;

    /// <summary>The API operation as the scenario writes it; one type may stand for several.</summary>
    public string Name
    {
        get => _name ?? NameOfType;
        init => _name = value == NameOfType ? null : value; // so that definitions made in code equal those of a file
    }

    private string NameOfType => GetType().Name[..^"Action".Length];
}

/// <summary>What an action of the timeline is done to.</summary>
public enum ActionSubject
{
    /// <summary>Something that has no name of its own.</summary>
    None,

    /// <summary>A service.</summary>
    Service,

    /// <summary>An Auto Scaling group.</summary>
    AutoScalingGroup,

    /// <summary>A capacity provider.</summary>
    CapacityProvider,
}
