using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecr;

/// <summary>
/// The images of each task definition, numbered by their references: revisions that name the same images share what a host has cached. Layers are not
/// modelled, so another tag of the same repository is fetched whole.
/// </summary>
internal sealed class ImageCatalogue
{
    private readonly int[] _imageOf;
    private readonly List<long> _bytes = [];

    public ImageCatalogue(Scenario scenario)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _imageOf = new int[scenario.TaskDefinitions.Length];
        for (var i = 0; i < _imageOf.Length; i++)
        {
            var references = string.Join('\n', scenario.TaskDefinitions[i].Containers.Select(c => c.Image).Order(StringComparer.Ordinal));
            if (!numbers.TryGetValue(references, out var number))
            {
                number = numbers.Count;
                numbers.Add(references, number);
                _bytes.Add((i < scenario.Applications.Length ? scenario.Applications[i] : ApplicationDefinition.Default).ImageBytes);
            }
            _imageOf[i] = number;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _bytes.Count;

    /// <summary>The images of a task definition.</summary>
    public int Of(int taskDefinition) => _imageOf[taskDefinition];

    /// <summary>Compressed bytes.</summary>
    public long BytesOf(int image) => _bytes[image];
}
