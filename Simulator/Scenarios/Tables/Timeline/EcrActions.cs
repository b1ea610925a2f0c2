using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>PutImage.</summary>
internal static class PutImageTable
{
    public static readonly ObjectTable Table = ActionTables.New(
        "PutImage", "A push: from now on the tag names another image. Deployments go on with the digest that their first task has found (ECS-SV-06).",
        "repositoryName registryId imageTag imageDigest imageManifest imageManifestMediaType");

    public static readonly Property<Reference> Reference = Table.Add("image", Kind.To("an image reference with a tag", "web:latest"), "The image reference, as task definitions name it.", required: true);
    public static readonly Property<double> Size = Table.Add("size", Kind.Size, "Compressed size of the new image.", defaultText: "that of the old one");
    public static readonly Property<IReadOnlyList<ObjectView>> Layers = Table.Add("layers", Kind.List(Kind.Object(() => LayerTable.Table), 1, 127), "Layers of the new image; those with the digest of an old one are shared with it.", defaultText: "one");
}
