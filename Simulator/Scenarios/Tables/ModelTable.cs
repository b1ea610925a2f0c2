using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>model:</c>, built from the catalogue of constants.</summary>
internal static class ModelTable
{
    public static readonly ObjectTable Table = Build();

    private static ObjectTable Build()
    {
        var table = new ObjectTable("model", "The simulator's own constants: guesses about AWS, and values AWS publishes only as a range.");
        foreach (var constant in ModelCatalog.All)
        {
            switch (constant)
            {
                case ModelConstant<Duration> time:
                    table.Add(time.Name, Kind.Time, time.Reason, defaultText: Quantity.Time(time.Default));
                    break;
                case ModelConstant<double> number:
                    table.Add(number.Name, new NumberKind(0, double.PositiveInfinity, aws: false), number.Reason, defaultText: Quantity.Plain(number.Default));
                    break;
                case ModelConstant<bool> flag:
                    table.Add(flag.Name, Kind.Flag, flag.Reason, defaultText: flag.Default ? "true" : "false");
                    break;
                case ModelConstant<string> choice:
                    table.Add(choice.Name, new ChoiceKind<string>([.. choice.Choices.Select(c => (c, c))]), choice.Reason, defaultText: choice.Default);
                    break;
                case ModelConstant<DistributionDefinition> distribution:
                    table.Add(distribution.Name, new DistributionKind(), distribution.Reason, defaultText: distribution.Default.ToString());
                    break;
                default:
                    throw new InvalidOperationException($"The model constant {constant.Name} is of a type that scenario files cannot write.");
            }
        }
        return table;
    }
}
