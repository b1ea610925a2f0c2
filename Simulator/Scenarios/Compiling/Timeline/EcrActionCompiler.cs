using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on the image registry.</summary>
internal static class EcrActionCompiler
{
    public static TimelineActionDefinition? PutImage(TimelineScope s, ObjectView v, Instant at)
    {
        var reference = v.Find(PutImageTable.Reference)!;
        var images = s.Tasks.All.SelectMany(t => t.Definition.Containers).Select(c => c.Image).Distinct(StringComparer.Ordinal).ToList();
        if (!images.Contains(reference.Text))
        {
            s.Context.Report(reference, $"no task definition names the image `{reference.Text}`", images.Count == 0 ? null : Suggestions.For(reference.Text, images, "images: "));
            return null;
        }
        if (reference.Text.Contains('@', StringComparison.Ordinal))
        {
            s.Context.Report(reference, $"`{reference.Text}` names a digest, behind which nothing can be pushed", "name a tag");
            return null;
        }
        ImmutableArray<LayerDefinition> layers = [.. v.List(PutImageTable.Layers).Select(l => new LayerDefinition(l.Get(LayerTable.Digest, ""), (long)l.Get(LayerTable.Size, 0)))];
        return new PutImageAction(at, reference.Text, new ImageDefinition((long)(v.Maybe(PutImageTable.Size) ?? -1), layers, false));
    }
}
