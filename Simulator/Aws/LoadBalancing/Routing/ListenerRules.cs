using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

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
        foreach (var balancers in scenario.Services.Select(static s => s.LoadBalancers).Concat(scenario.LoadBalancerSets))
        {
            foreach (var balancer in balancers)
            {
                if (balancer.Alternate < 0 || _production[balancer.TargetGroup] is ListenerRule) continue;
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

    /// <summary>Hands over the health of the target groups.</summary>
    internal void Watch(SlabView<TargetGroupRow> groups)
    {
        foreach (var rule in _production.Concat(_test).OfType<ListenerRule>()) rule.Groups = groups;
    }

    /// <summary>Sets the weights of rules, in thousandths for the alternate target groups; -1 for its share of the healthy targets.</summary>
    internal void Shift(ImmutableArray<LoadBalancerDefinition> balancers, int production, int test)
    {
        foreach (var balancer in balancers)
        {
            if (_production[balancer.TargetGroup] is ListenerRule rule) rule.Share = production;
            if (_test[balancer.TargetGroup] is ListenerRule testRule) testRule.Share = test;
        }
    }
}
