using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Failures;

/// <summary>Failures of Fargate: interruptions and shortages of Spot, retirement of hosts.</summary>
public sealed partial class Failures
{
    private readonly FactChannel<FargateSpotWarning> _spotWarnings;
    private readonly FactChannel<FargateSpotShortage> _spotShortages;
    private readonly FactChannel<FargateRetirement> _retirements;
    private readonly List<Retirement> _announced = [];

    private void InterruptSpotTasks(int failure, FailureDefinition definition)
    {
        CollectFargateTasks(definition, spotOnly: true);
        _strikes.Report(new(failure, _occurrences[failure], _victims.Count, 0));
        foreach (var victim in _victims) _spotWarnings.Report(new(victim.Row));
    }

    private void ShortenSpot(int failure, FailureDefinition definition)
    {
        var zone = definition.Zone < 0 ? _outages.Length : definition.Zone;
        _calendar.ScheduleIn(definition.Length, EventKinds.FargateSpotRestored, failure, (uint)zone);
        _strikes.Report(new(failure, _occurrences[failure], 0, 0));
        _spotShortages.Report(new(definition.Zone, true));
    }

    private void OnFargateSpotRestored(int zone) => _spotShortages.Report(new(zone == _outages.Length ? -1 : zone, false));

    /// <summary>AWS names the tasks in its notice; those that are replaced before the date for another reason are not touched.</summary>
    private void AnnounceRetirement(int failure, FailureDefinition definition)
    {
        CollectFargateTasks(definition, spotOnly: false);
        _announced.Add(new(failure, _occurrences[failure], [.. _victims.Select(v => (v.Row, _tasks.GenerationOf(v.Row)))]));
        if (definition.Notice == Duration.Zero) OnFargateRetirementDue(_announced.Count - 1);
        else if (_calendar.Now + definition.Notice <= _end) _calendar.ScheduleIn(definition.Notice, EventKinds.FargateRetirementDue, _announced.Count - 1);
    }

    private void OnFargateRetirementDue(int announcement)
    {
        var (failure, occurrence, tasks) = _announced[announcement];
        var left = 0;
        foreach (var (row, generation) in tasks)
        {
            if (!_tasks.IsCurrent(row, generation) || _tasks[row].DesiredStatus == TaskStatus.Stopped) continue;
            left++;
            _retirements.Report(new(row));
        }
        _strikes.Report(new(failure, occurrence, left, 0));
    }

    private void CollectFargateTasks(FailureDefinition definition, bool spotOnly)
    {
        _victims.Clear();
        for (var i = 0; i < _tasks.Length; i++)
        {
            if (!_tasks.IsAlive(i)) continue;
            ref readonly var task = ref _tasks[i];
            if (task.LaunchType != LaunchType.Fargate || task.DesiredStatus == TaskStatus.Stopped || (definition.Service >= 0 && task.Service != definition.Service)) continue;
            if (spotOnly && (task.CapacityProvider < 0 || _scenario.CapacityProviders[task.CapacityProvider].Kind != CapacityProviderKind.FargateSpot)) continue;
            if (definition.Zone < 0 || task.Zone == definition.Zone) AddVictim(i, task.Ordinal);
        }
        KeepFirst(definition.Count);
    }

    private sealed record Retirement(int Failure, int Occurrence, (int Row, uint Generation)[] Tasks);
}
