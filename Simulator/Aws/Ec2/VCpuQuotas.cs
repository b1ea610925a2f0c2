using Simulator.Model.Definitions;

namespace Simulator.Aws.Ec2;

/// <summary>
/// The account's vCPU quotas, one for each family class and purchase option (ASG-LC-07): running instances count with their vCPUs, stopped ones do not; a
/// launch beyond the quota fails with VcpuLimitExceeded. AWS: EC2 User Guide, "Amazon EC2 instance type quotas".
/// </summary>
internal sealed class VCpuQuotas
{
    private readonly int[] _vCpus; // by instance type
    private readonly int[] _class; // by instance type
    private readonly double[] _limits;
    private readonly int[] _used;
    private readonly bool _on;

    public VCpuQuotas(Scenario scenario, bool on)
    {
        _on = on;
        _vCpus = [.. scenario.InstanceTypes.Select(t => t.VCpus)];
        _class = [.. scenario.InstanceTypes.Select(t => (int)InstanceFamilies.QuotaClassOf(t.Name))];
        var classes = Enum.GetValues<InstanceQuotaClass>().Length;
        _used = new int[classes * 2];
        _limits = new double[classes * 2];
        var model = scenario.Model;
        Array.Fill(_limits, model.Get(Ec2Constants.AcceleratedVCpuQuota));
        _limits[Index((int)InstanceQuotaClass.Standard, false)] = model.Get(Ec2Constants.StandardVCpuQuota);
        _limits[Index((int)InstanceQuotaClass.Standard, true)] = model.Get(Ec2Constants.StandardSpotVCpuQuota);
    }

    /// <summary>Whether one more instance of the type may run.</summary>
    public bool Allows(int type, bool spot)
    {
        if (!_on) return true;
        var index = Index(_class[type], spot);
        return _used[index] + _vCpus[type] <= _limits[index];
    }

    /// <summary>An instance begins to run (1), or no longer does (-1).</summary>
    public void Count(int type, bool spot, int by) => _used[Index(_class[type], spot)] += by * _vCpus[type];

    private static int Index(int familyClass, bool spot) => (familyClass * 2) + (spot ? 1 : 0);
}
