using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Composite alarms (AS-CW-14). They may name each other in any order, but not in a circle; the definitions come out children first.</summary>
internal sealed class CompositeAlarmCompiler(CompileContext c, IReadOnlyList<string> metricAlarms, int alarmCount)
{
    private const int MostChildren = 100;

    private static readonly Kernel.Duration Minute = Kernel.Duration.FromSeconds(60L);

    private readonly Dictionary<string, ObjectView> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly ImmutableArray<CompositeAlarmDefinition>.Builder _alarms = ImmutableArray.CreateBuilder<CompositeAlarmDefinition>();

    /// <param name="root">The scenario.</param>
    /// <param name="alarms">Its metric alarms; those of the start have the first numbers, one for each name.</param>
    public ImmutableArray<CompositeAlarmDefinition> Compile(ObjectView root, ImmutableArray<AlarmDefinition> alarms)
    {
        foreach (var name in metricAlarms) _numbers.TryAdd(name, IndexOf(alarms, name));
        foreach (var v in root.List(ScenarioTable.CompositeAlarms))
        {
            var name = v.Get(CompositeAlarmTable.Name, "");
            if (name.Length == 0) continue;
            if (_numbers.ContainsKey(name) || !_views.TryAdd(name, v)) c.Report(v, CompositeAlarmTable.Name, $"there are two alarms named `{name}`", "give one of them another name");
        }
        foreach (var name in _views.Keys) Add(name);
        return _alarms.ToImmutable();
    }

    private static int IndexOf(ImmutableArray<AlarmDefinition> alarms, string name)
    {
        for (var i = 0; i < alarms.Length; i++)
        {
            if (alarms[i].Name == name) return i;
        }
        return -1;
    }

    private void Add(string name)
    {
        if (_numbers.ContainsKey(name) || !_open.Add(name)) return;
        var v = _views[name];
        var children = ImmutableArray.CreateBuilder<int>();
        AlarmRule? rule = null;
        if (v.Find(CompositeAlarmTable.Rule) is { } text)
        {
            if (!AlarmRule.TryParse(text.Text, out rule, out var error, out var position))
                c.Report(text.Position with { Column = text.Position.Column + position }, text.Path, $"{error} (at character {position + 1} of the rule)", "ALARM(cpu-high) AND NOT ALARM(deploying)");
            else if (rule.Names.Length > MostChildren)
                c.Report(text, $"a composite alarm names at most {MostChildren} alarms, not {rule.Names.Length} (AS-CW-14)", null);
            foreach (var child in rule?.Names ?? []) children.Add(NumberOf(child, text, name, "depend on"));
        }
        var suppressor = v.Find(CompositeAlarmTable.Suppressor) is { } s ? NumberOf(AwsArn.NameOf(s.Text), s, name, "suppress") : -1;
        _open.Remove(name);
        _numbers[name] = alarmCount + _alarms.Count;
        foreach (var period in (Property[])[CompositeAlarmTable.WaitPeriod, CompositeAlarmTable.ExtensionPeriod])
        {
            if (v.Has(period) && !v.Has(CompositeAlarmTable.Suppressor)) c.Report(v.KeyAt(period), v.PathOf(period), $"`{period.Name}` goes with an actionsSuppressor (AS-CW-14)", "actionsSuppressor: the name of an alarm");
        }
        CheckActions(v);
        _alarms.Add(new CompositeAlarmDefinition(
            name, rule ?? Never, children.ToImmutable(), suppressor, v.Get(CompositeAlarmTable.WaitPeriod, Minute), v.Get(CompositeAlarmTable.ExtensionPeriod, Minute))
        { ActionsEnabled = v.Get(CompositeAlarmTable.ActionsEnabled, true) });
    }

    // Notifications and the like are not simulated; a scaling policy AWS does not take here.
    private void CheckActions(ObjectView v)
    {
        foreach (var property in (Property<IReadOnlyList<Reference>>[])[CompositeAlarmTable.AlarmActions, CompositeAlarmTable.OkActions, CompositeAlarmTable.InsufficientDataActions])
        {
            foreach (var action in v.List(property))
            {
                if (AwsArn.TryPolicy(action.Text, out _, out var policy))
                    c.Report(action, $"a composite alarm cannot trigger scaling, so that the policy `{policy}` cannot be its action (AS-CW-14)", $"{property.Name} of a metric alarm: [{action.Text}]");
                else if (AwsArn.IsArn(action.Text)) c.Notes.Ignored(CompositeAlarmTable.Table.Api!, property.Name);
                else c.Report(action, $"`{action.Text}` is not the ARN of an action", "arn:aws:sns:us-east-1:123456789012:pager");
            }
        }
    }

    private static AlarmRule Never => AlarmRule.TryParse("FALSE", out var rule, out _, out _) ? rule : throw new InvalidOperationException("FALSE is a rule");

    private int NumberOf(string child, Reference at, string parent, string verb)
    {
        if (_views.ContainsKey(child))
        {
            if (_open.Contains(child))
            {
                if (child == parent) c.Report(at, $"the composite alarm `{child}` cannot {verb} itself (AS-CW-14)", "name another alarm");
                else c.Report(at, $"the composite alarms `{parent}` and `{child}` depend on each other", "break the circle");
                return 0;
            }
            Add(child);
        }
        if (_numbers.TryGetValue(child, out var number)) return number;
        c.Report(at, $"there is no alarm `{child}`", Suggestions.For(child, [.. _numbers.Keys, .. _views.Keys], "alarms: "));
        return 0;
    }
}
