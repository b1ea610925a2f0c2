namespace Simulator.Aws.AutoScaling.Forecasting;

/// <summary>Capacity and bounds of a scalable target or group as predictive scaling sees them.</summary>
/// <param name="Running">Running tasks, or instances in service.</param>
/// <param name="Desired">Desired count or capacity.</param>
/// <param name="Minimum">Minimum.</param>
/// <param name="Maximum">Maximum.</param>
internal readonly record struct ForecastSize(int Running, int Desired, int Minimum, int Maximum);

/// <summary>Whose capacity predictive policies move: scalable targets of services, or groups.</summary>
internal interface IForecastOwner
{
    /// <summary>Index by which decisions name a target: the service or group.</summary>
    int SubjectOf(int target);

    /// <summary>Capacity and bounds now.</summary>
    ForecastSize SizeOf(int target);

    /// <summary>No policy goes below this capacity from now on.</summary>
    void SetFloor(int target, int floor);

    /// <summary>Raises the maximum for good (AS-PR-06).</summary>
    void RaiseMaximum(int target, int maximum);

    /// <summary>Raises capacity.</summary>
    void ScaleOut(int target, int decision, int capacity);
}
