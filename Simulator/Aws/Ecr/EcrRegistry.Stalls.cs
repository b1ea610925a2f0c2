using Simulator.Model.Facts;

namespace Simulator.Aws.Ecr;

/// <summary>
/// Transfers that stand still (ECS-AG-03): the registry answers with manifests, but the bytes of the layers do not come. Such a transfer takes no bandwidth. It goes on
/// where it was when the trouble is over; when nothing has come for <c>pullInactivity</c> the attempt has failed, and the next one begins from nothing.
/// <code>
///  Transfer ──outage begins──► Stalled ──outage ends──► Transfer
///                                 └──pullInactivity──► the attempt has failed (ECR-PL-03)
/// </code>
/// Agent: agent/dockerclient, inactivity timeout of pulls.
/// </summary>
public sealed partial class EcrRegistry
{
    private bool Stalls(in PullRow row) => _faults.Stalls(_catalogue.NameOf(row.Image), row.TaskOrdinal, row.Container, row.Failures);

    // Every transfer is looked at again when an outage of this kind begins or ends.
    private void OnRegistryChange(in RegistryChange fact)
    {
        _faults.Change(fact.Failure, fact.IsOut);
        if (!_scenario.Failures[fact.Failure].Stalls) return;
        for (var pull = 0; pull < _pulls.Length; pull++)
        {
            if (!_pulls.IsAlive(pull)) continue;
            ref var row = ref _pulls[pull];
            if (row.Instance >= 0 && (!_instances.IsAlive(row.Instance) || _instances[row.Instance].Ordinal != row.InstanceOrdinal)) continue;
            if (row.Stage == PullStage.Stalled && !Stalls(in row)) Resume(pull);
            else if (row.Stage is PullStage.Transfer or PullStage.OnFargate && Stalls(in row)) Stall(pull);
        }
    }

    private void Stall(int pull)
    {
        ref var row = ref _pulls[pull];
        if (row.Instance < 0)
        {
            HoldStill(pull, Math.Max(0, row.FinishAt - _calendar.Now.Seconds));
            return;
        }
        ref var host = ref _hosts[row.Instance];
        host.Advance(_calendar.Now, _unpack);
        Unlink(ref host, pull);
        if (host.Due == pull) host.Due = -1;
        HoldStill(pull, Math.Max(0, row.FinishAt - host.Progress));
        Reconsider(ref host, anew: true);
        Retime(ref host);
    }

    // What is left: bytes on an instance, seconds on Fargate.
    private void HoldStill(int pull, double left)
    {
        ref var row = ref _pulls[pull];
        row.Stage = PullStage.Stalled;
        row.FinishAt = left;
        row.Next = -1;
        Schedule(pull, _calendar.Now + _inactivity);
    }

    private void Resume(int pull)
    {
        ref var row = ref _pulls[pull];
        if (row.Instance < 0)
        {
            FetchOnFargate(pull, _calendar.Now + Kernel.Duration.FromSeconds(row.FinishAt));
            return;
        }
        ref var host = ref _hosts[row.Instance];
        host.Advance(_calendar.Now, _unpack);
        BeginTransfer(pull, ref host, row.FinishAt);
        Retime(ref host);
    }

    private void FetchOnFargate(int pull, Kernel.Instant ends)
    {
        ref var row = ref _pulls[pull];
        row.Stage = PullStage.OnFargate;
        row.FinishAt = ends.Seconds;
        if (Stalls(in row)) Stall(pull);
        else Schedule(pull, ends);
    }

    private void BeginTransfer(int pull, ref PullHost host, double bytes)
    {
        ref var row = ref _pulls[pull];
        row.Stage = PullStage.Transfer;
        row.FinishAt = host.Progress + bytes;
        row.Deadline = _calendar.Now + _timeout;
        row.Next = host.First;
        host.First = pull;
        host.Count++;
    }
}
