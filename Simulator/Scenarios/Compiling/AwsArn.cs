namespace Simulator.Scenarios.Compiling;

/// <summary>Where AWS takes an ARN, the name inside it counts; accounts and Regions do not matter to the model.</summary>
internal static class AwsArn
{
    public static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The service in a ResourceId of Application Auto Scaling (<c>service/cluster/web</c>); other text as it is.</summary>
    public static string ServiceOf(string text) => text.StartsWith("service/", StringComparison.Ordinal) ? text[(text.LastIndexOf('/') + 1)..] : text;

    /// <summary>The resource's name: the last part of the ARN, and of a target group or alarm the part before its id. Text that is no ARN is the name itself.</summary>
    public static string NameOf(string text)
    {
        if (text.StartsWith("targetgroup/", StringComparison.Ordinal)) return text.Split('/')[1];
        if (!IsArn(text)) return text;
        var resource = text.Split(':', 6) is [_, _, _, _, _, var last] ? last : text;
        if (resource.StartsWith("targetgroup/", StringComparison.Ordinal)) return resource.Split('/')[1];
        if (resource.StartsWith("alarm:", StringComparison.Ordinal)) return resource["alarm:".Length..];
        return resource[(resource.LastIndexOf('/') + 1)..];
    }

    /// <summary>
    /// Owner and policy in a scaling policy's ARN (<c>…:resource/ecs/service/cluster/web:policyName/cpu</c>, <c>…:autoScalingGroupName/asg:policyName/cpu</c>) or in
    /// <c>web/cpu</c>.
    /// </summary>
    public static bool TryPolicy(string text, out string service, out string policy)
    {
        service = policy = "";
        const string group = ":autoScalingGroupName/";
        if (IsArn(text) && text.IndexOf(group, StringComparison.Ordinal) is >= 0 and var groupAt)
        {
            var parts = text[(groupAt + group.Length)..].Split(":policyName/");
            if (parts.Length != 2) return false;
            (service, policy) = (parts[0], parts[1]);
            return true;
        }
        if (IsArn(text))
        {
            const string ecs = ":resource/ecs/service/";
            const string name = ":policyName/";
            var resourceAt = text.IndexOf(ecs, StringComparison.Ordinal);
            var nameAt = text.IndexOf(name, StringComparison.Ordinal);
            if (resourceAt < 0 || nameAt < resourceAt) return false;
            var resource = text[(resourceAt + ecs.Length)..nameAt];
            service = resource[(resource.LastIndexOf('/') + 1)..];
            policy = text[(nameAt + name.Length)..];
            return true;
        }
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1) return false;
        service = text[..slash];
        policy = text[(slash + 1)..];
        return true;
    }
}
