using System.Collections.Immutable;
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
    private readonly ImmutableArray<JobSubmission>[] _submitted; // default where a rate says when
    private readonly int[] _next;

    public Jobs(Calendar calendar, FactSink facts, Scenario scenario, int replication)
    {
        _calendar = calendar;
        _submissions = facts.Channel<RunTaskRequest>();
        _births = new BirthDraw(scenario.Run.Seed, replication);
        _arrivals = new IArrivalProcess?[scenario.Workloads.Length];
        _runTimes = new Sampler?[scenario.Workloads.Length];
        _submitted = new ImmutableArray<JobSubmission>[scenario.Workloads.Length];
        _next = new int[scenario.Workloads.Length];
        for (var i = 0; i < scenario.Workloads.Length; i++)
        {
            if (scenario.Workloads[i] is not JobWorkloadDefinition job) continue;
            var stream = new RandomStream(scenario.Run.Seed, replication, Purpose.JobArrivals, SourceKey.Of(job.Name));
            if (job.RunTime is { } runTime) _runTimes[i] = new Sampler(runTime);
            if (!job.Submissions.IsEmpty) _submitted[i] = job.Submissions;
            else if (!job.Rate.Pieces.IsEmpty) _arrivals[i] = ArrivalProcesses.Create(job.Arrivals, job.Rate, stream);
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
        _submissions.Report(new RunTaskRequest(workload, _submitted[workload].IsDefault ? -1 : _next[workload]++));
        ScheduleSubmission(workload);
    }

    /// <summary>How long a standalone task works; null when until it is stopped.</summary>
    /// <param name="workload">Workload index.</param>
    /// <param name="submission">Submission of a trace, or -1.</param>
    /// <param name="ordinal">The task's birth ordinal.</param>
    public Duration? RunTimeOf(int workload, int submission, long ordinal)
    {
        if (submission >= 0 && _submitted[workload][submission].RunTimeSeconds is var seconds && !double.IsNaN(seconds)) return Duration.FromSeconds(seconds);
        return _runTimes[workload]?.AtBirth(in _births, Purpose.TaskRunTime, ordinal);
    }

    private void ScheduleSubmission(int workload)
    {
        if (!_submitted[workload].IsDefault)
        {
            if (_next[workload] < _submitted[workload].Length) _calendar.Schedule(Instant.Zero + _submitted[workload][_next[workload]].At, EventKinds.JobSubmitted, workload);
            return;
        }
        if (_arrivals[workload] is not { } arrivals) return;
        var next = arrivals.Next(_calendar.Now);
        if (next != Instant.MaxValue) _calendar.Schedule(next, EventKinds.JobSubmitted, workload);
    }
}
