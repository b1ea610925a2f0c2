using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Placement constraints of task definitions and services (ECS-PL-12, ECS-PL-13).</summary>
internal static class ConstraintCompiler
{
    private const int LongestExpression = 2000;

    /// <summary>Constraints that a task may have, those of its definition and those given when it is started together. AWS: API reference, RunTask.</summary>
    private const int MostForATask = 10;

    public static ImmutableArray<PlacementConstraint> Compile(ObjectView owner, Property<IReadOnlyList<ObjectView>> property, bool inTaskDefinition, CompileContext c)
    {
        var constraints = ImmutableArray.CreateBuilder<PlacementConstraint>();
        foreach (var v in owner.List(property))
        {
            if (v.Maybe(PlacementConstraintTable.Type) is not { } kind) continue;
            var expression = v.Find(PlacementConstraintTable.Expression);
            if (kind == PlacementConstraintKind.DistinctInstance)
            {
                if (inTaskDefinition) c.Report(v, PlacementConstraintTable.Type, "a task definition takes memberOf constraints only (ECS-PL-12)", "put distinctInstance in the service");
                if (expression is not null) c.Report(expression, "distinctInstance takes no expression (ECS-PL-12)", "remove it");
                constraints.Add(new PlacementConstraint(kind, ""));
                continue;
            }
            if (expression is null)
            {
                if (!v.IsBad(PlacementConstraintTable.Expression)) c.Report(v.Position, v.Path, "memberOf has no expression", "expression: attribute:ecs.instance-type =~ m6i.*");
                continue;
            }
            CheckExpression(expression, c);
            constraints.Add(new PlacementConstraint(kind, expression.Text));
        }
        return constraints.ToImmutable();
    }

    /// <summary>Reports that a task would have too many: those of a task definition and those that a service or a call gives come together.</summary>
    /// <param name="v">The service or call.</param>
    /// <param name="at">Its property that brings them together.</param>
    /// <param name="definition">The task definition.</param>
    /// <param name="given">How many the service or call gives.</param>
    /// <param name="c">Where to report.</param>
    public static void CheckSum(ObjectView v, Property at, TaskDefinition definition, int given, CompileContext c)
    {
        var own = definition.PlacementConstraints.Length;
        if (own <= MostForATask && given <= MostForATask && own + given > MostForATask) // too many in one list were reported there
            c.Report(v, at, $"a task would have {own + given} placement constraints: {own} of `{definition.Name}` and {given} beside it; at most {MostForATask} are allowed together", "combine expressions with `and`");
    }

    private static void CheckExpression(Reference expression, CompileContext c)
    {
        if (expression.Text.Length > LongestExpression) c.Report(expression, $"the expression has {expression.Text.Length} characters; at most {LongestExpression} are allowed");
        else if (!ClusterQuery.TryParse(expression.Text, out _, out var error, out var position))
            c.Report(expression, $"the expression is wrong at character {position + 1}: {error}", "attribute:ecs.instance-type =~ m6i.* and runningTasksCount < 10");
    }
}
