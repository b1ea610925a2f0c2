using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// round_robin with slow start (ALB-RT-03): a target that became healthy while others were warm receives a share that grows linearly,
/// weight = min(1, age ÷ duration). See AWS, "Edit target group attributes for your Application Load Balancer", slow start mode.
/// </summary>
/// <remarks>
/// Exact and without random numbers: at each of its turns a ramping member gains its weight as credit and passes until the credit reaches one request. So of three warm
/// members and one at half its ramp, the last receives 0.5 of 3.5 requests. While nobody is warm nobody ramps: with all weights
/// small there would be nobody to give the rest to.
/// </remarks>
/// <param name="calendar">The clock.</param>
/// <param name="duration">slow_start.duration_seconds, 30–900 s.</param>
public sealed class SlowStartRouting(Calendar calendar, Duration duration) : ITargetSelector
{
    private readonly Rotation _rotation = new();
    private readonly List<Ramp> _ramps = []; // short: only members that became healthy within the last duration

    /// <inheritdoc/>
    public int Count => _rotation.Count;

    /// <inheritdoc/>
    public int Choose()
    {
        if (_rotation.Count == 0) return -1;
        if (_ramps.Count != 0) FinishRamps();
        if (_ramps.Count == 0 || _ramps.Count == _rotation.Count) return _rotation.Next();
        while (true)
        {
            var task = _rotation.Next();
            var ramp = IndexOf(task);
            if (ramp < 0 || Earns(ramp)) return task;
        }
    }

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        // Turns do not depend on what is in flight.
    }

    /// <inheritdoc/>
    public void Add(int task, int inFlight) => _rotation.Add(task);

    /// <inheritdoc/>
    public void Remove(int task)
    {
        _rotation.Remove(task);
        var ramp = IndexOf(task);
        if (ramp >= 0) _ramps.RemoveAt(ramp);
    }

    /// <summary>A member has become healthy: it ramps up, unless no other member is warm.</summary>
    /// <param name="task">Task row of a member.</param>
    public void BeginRamp(int task)
    {
        FinishRamps();
        if (_ramps.Count + 1 < _rotation.Count && IndexOf(task) < 0) _ramps.Add(new Ramp(task, calendar.Now, 0.0));
    }

    private bool Earns(int index)
    {
        var ramp = _ramps[index];
        var credit = ramp.Credit + ((calendar.Now - ramp.Since).Seconds / duration.Seconds);
        var earned = credit >= 1.0;
        _ramps[index] = ramp with { Credit = earned ? credit - 1.0 : credit };
        return earned;
    }

    private void FinishRamps()
    {
        for (var i = _ramps.Count - 1; i >= 0; i--)
        {
            if (calendar.Now - _ramps[i].Since >= duration) _ramps.RemoveAt(i);
        }
    }

    private int IndexOf(int task)
    {
        for (var i = 0; i < _ramps.Count; i++)
        {
            if (_ramps[i].Task == task) return i;
        }
        return -1;
    }

    /// <param name="Task">Task row.</param>
    /// <param name="Since">When it became healthy.</param>
    /// <param name="Credit">Share of a request it has earned and not received, 0–1.</param>
    private readonly record struct Ramp(int Task, Instant Since, double Credit);
}
