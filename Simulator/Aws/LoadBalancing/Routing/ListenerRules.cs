using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// The listener rules of services whose deployments shift traffic: for each pair of target groups one for production and one for test requests. Every other
/// target group is its own rule.
/// </summary>
public sealed class ListenerRules
{
    private readonly ITargetSelector[] _production;
    private readonly ITargetSelector[] _test;

    /// <summary>The rules of a scenario, all traffic on the services' own target groups.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="selectors">The selector of each target group.</param>
    public ListenerRules(Scenario scenario, ITargetSelector[] selectors)
    {
        _production = [.. selectors];
        _test = [.. selectors];
        foreach (var service in scenario.Services)
        {
            foreach (var balancer in service.LoadBalancers)
            {
                if (balancer.Alternate < 0) continue;
                var (primary, alternate) = ((balancer.TargetGroup, selectors[balancer.TargetGroup]), (balancer.Alternate, selectors[balancer.Alternate]));
                _production[balancer.TargetGroup] = new ListenerRule(primary, alternate);
                _test[balancer.TargetGroup] = new ListenerRule(primary, alternate);
            }
        }
    }

    /// <summary>Where production requests to each target group go.</summary>
    public ITargetSelector[] Production => _production;

    /// <summary>Where test requests to each target group go.</summary>
    public ITargetSelector[] Test => _test;

    /// <summary>Sets the weights of a service's rules, in thousandths for the alternate target groups.</summary>
    internal void Shift(ServiceDefinition service, int production, int test)
    {
        foreach (var balancer in service.LoadBalancers)
        {
            if (_production[balancer.TargetGroup] is ListenerRule rule) rule.Share = production;
            if (_test[balancer.TargetGroup] is ListenerRule testRule) testRule.Share = test;
        }
    }
}
