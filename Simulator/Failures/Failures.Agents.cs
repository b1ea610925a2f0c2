using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Failures;

/// <summary>Container agents that lose their connection (ECS-CL-13).</summary>
public sealed partial class Failures
{
    private void DisconnectAgents(int failure, FailureDefinition definition)
    {
        ChooseInstances(definition);
        var tasks = 0;
        foreach (var victim in _victims)
        {
            var containerInstance = _instances[victim.Row].ContainerInstance;
            if (containerInstance >= 0) tasks += _containerInstances[containerInstance].Tasks;
        }
        _strikes.Report(new(failure, _occurrences[failure], tasks, _victims.Count));
        foreach (var victim in _victims)
        {
            _agents.Report(new(victim.Row, Connected: false));
            if (definition.Length > Duration.Zero)
                _calendar.ScheduleIn(definition.Length, EventKinds.AgentRestored, victim.Row, _instances.GenerationOf(victim.Row));
        }
    }

    private void OnAgentRestored(int instance, uint generation)
    {
        if (_instances.IsCurrent(instance, generation)) _agents.Report(new(instance, Retries: true));
    }
}
