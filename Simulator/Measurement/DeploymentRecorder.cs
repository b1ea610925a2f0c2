using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>Writes down deployments, and every change of a service deployment on the way.</summary>
public sealed class DeploymentRecorder : IListener<DeploymentChange>, IListener<DeploymentFailures>, IListener<ServiceDeploymentChange>
{
    private readonly Calendar _calendar;
    private readonly RunResult _result;
    private readonly Dictionary<int, int> _places = []; // deployment row to place in the result

    /// <summary>A recorder that writes into a result.</summary>
    public DeploymentRecorder(Calendar calendar, RunResult result)
    {
        _calendar = calendar;
        _result = result;
    }

    /// <inheritdoc/>
    public void Apply(in DeploymentChange fact)
    {
        var now = _calendar.Now;
        if (!_places.TryGetValue(fact.Deployment, out var place))
        {
            place = _result.Deployments.Count;
            _places.Add(fact.Deployment, place);
            _result.Deployments.Add(new DeploymentRecord(fact.Service, fact.Deployment, fact.TaskDefinition, now, Instant.MaxValue, fact.State, FailedTasks: 0));
        }
        var record = _result.Deployments[place];
        _result.Deployments[place] = record with
        {
            State = fact.State,
            RollbackOf = fact.RollbackOf,
            Digests = fact.Digests,
            Status = fact.RollbackOf >= 0 && record.Status == ServiceDeploymentStatus.Pending ? ServiceDeploymentStatus.RollbackInProgress : record.Status,
            Completed = fact.State == RolloutState.InProgress ? Instant.MaxValue : now,
        };
    }

    /// <inheritdoc/>
    public void Apply(in DeploymentFailures fact)
    {
        var place = _places[fact.Deployment];
        _result.Deployments[place] = _result.Deployments[place] with { FailedTasks = fact.FailedTasks };
    }

    /// <inheritdoc/>
    public void Apply(in ServiceDeploymentChange fact)
    {
        _result.DeploymentStages.Add(new DeploymentStageRecord(_calendar.Now, fact));
        for (var i = _result.Deployments.Count - 1; i >= 0; i--)
        {
            // A rollback belongs to the service deployment of what it rolls back.
            var record = _result.Deployments[i];
            if (record.Service != fact.Service || (record.Ordinal != fact.Deployment && record.RollbackOf != fact.Deployment)) continue;
            _result.Deployments[i] = record with
            {
                Status = fact.Status,
                Strategy = fact.Strategy,
                Cause = IsCause(in fact, in record) ? fact.Cause : record.Cause,
                Alarm = IsCause(in fact, in record) ? fact.Alarm : record.Alarm,
                Hook = IsCause(in fact, in record) ? fact.Hook : record.Hook,
                Finished = IsFinal(fact.Status) ? _calendar.Now : Instant.MaxValue,
            };
            if (record.Ordinal == fact.Deployment) break;
        }
    }

    // The first reason is the reason: what befalls a rollback comes of it.
    private static bool IsCause(in ServiceDeploymentChange fact, in DeploymentRecord record) => fact.Cause != DeploymentCause.None && record.Cause == DeploymentCause.None;

    private static bool IsFinal(ServiceDeploymentStatus status) =>
        status is ServiceDeploymentStatus.Successful or ServiceDeploymentStatus.Stopped or ServiceDeploymentStatus.RollbackSuccessful or ServiceDeploymentStatus.RollbackFailed;
}
