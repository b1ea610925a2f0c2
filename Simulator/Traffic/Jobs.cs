using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;
using Simulator.Traffic.Arrivals;

namespace Simulator.Traffic;

/// <summary>Job workloads: each submission is a RunTask call, and a standalone task's essential container exits with 0 when its run time is over.</summary>
internal sealed class Jobs
{
    private readonly Calendar _calendar;
    private readonly FactChannel<RunTaskRequest> _submissions;
    private readonly BirthDraw _births;
    private readonly IArrivalProcess?[] _arrivals; // by workload index; null where the workload is of another kind
    private readonly Sampler?[] _runTimes;

    public Jobs(Calendar calendar, FactSink facts, Scenario scenario, int replication)
    {
        _calendar = calendar;
        _submissions = facts.Channel<RunTaskRequest>();
        _births = new BirthDraw(scenario.Run.Seed, replication);
        _arrivals = new IArrivalProcess?[scenario.Workloads.Length];
        _runTimes = new Sampler?[scenario.Workloads.Length];
        for (var i = 0; i < scenario.Workloads.Length; i++)
        {
            if (scenario.Workloads[i] is not JobWorkloadDefinition job) continue;
            var stream = new RandomStream(scenario.Run.Seed, replication, Purpose.JobArrivals, SourceKey.Of(job.Name));
            _arrivals[i] = new PoissonArrivals(job.Rate, stream);
            _runTimes[i] = new Sampler(job.RunTime);
        }
    }

    /// <summary>Schedules the first submission of each workload.</summary>
    public void Start()
    {
        for (var i = 0; i < _arrivals.Length; i++) ScheduleSubmission(i);
    }

    /// <summary>A workload submits.</summary>
    public void OnJobSubmitted(int workload)
    {
        _submissions.Report(new RunTaskRequest(workload));
        ScheduleSubmission(workload);
    }

    /// <summary>How long a standalone task of a workload works.</summary>
    /// <param name="workload">Workload index.</param>
    /// <param name="ordinal">The task's birth ordinal.</param>
    public Duration RunTimeOf(int workload, long ordinal) => _runTimes[workload]!.AtBirth(in _births, Purpose.TaskRunTime, ordinal);

    private void ScheduleSubmission(int workload)
    {
        if (_arrivals[workload] is not { } arrivals) return;
        var next = arrivals.Next(_calendar.Now);
        if (next != Instant.MaxValue) _calendar.Schedule(next, EventKinds.JobSubmitted, workload);
    }
}
