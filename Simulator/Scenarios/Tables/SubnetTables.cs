using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>A subnet as written.</summary>
internal sealed record SubnetSpecification(Reference Zone, int? FreeAddresses, bool SupportsFargate = true);

/// <summary>Items of <c>subnets:</c> in their longer form, with the names of EC2's DescribeSubnets.</summary>
internal static class SubnetTable
{
    public static readonly ObjectTable Table = new ObjectTable("subnet", "A subnet whose addresses may run out: each Fargate task in it takes one (FG-SZ-03).")
        .Aws("DescribeSubnets", "subnetId subnetArn vpcId state tags availabilityZoneId defaultForAz mapPublicIpOnLaunch ownerId assignIpv6AddressOnCreation ipv6CidrBlockAssociationSet enableDns64 ipv6Native");

    public static readonly Property<Reference> Zone = Table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Its zone.", required: true);
    public static readonly Property<int> Free = Table.Add("availableIpAddressCount", Kind.AwsCount(0, 65_531), "Addresses free at the start.", defaultText: "those of cidrBlock");
    public static readonly Property<bool> Fargate = Table.Add("supportsFargate", Kind.Flag, "Whether Fargate is offered in its zone; where in none of a service's zones, its tasks cannot be placed (Internal error, ECS-EV-03).", defaultText: "true");
    public static readonly Property<string> Cidr = Table.Add("cidrBlock", Kind.Words, "Its block; all addresses but the five that AWS keeps are free.");
}

/// <summary>Reads <c>us-east-1a</c>, or an object of <see cref="SubnetTable"/>.</summary>
internal sealed class SubnetKind : ValueKind<SubnetSpecification>
{
    private const int ReservedByAws = 5;

    private static readonly ValueKind<Reference> Zone = Kind.To("an Availability Zone", "us-east-1a");

    public override string Described => "an Availability Zone, or an object (subnet)";

    public override IEnumerable<ObjectTable> Tables => [SubnetTable.Table];

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Zone.Schema(definitions), definitions.Reference(SubnetTable.Table)) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out SubnetSpecification value)
    {
        value = null;
        if (node is not MapNode map)
        {
            if (!Zone.TryRead(node, path, scope, out var zone)) return false;
            value = new SubnetSpecification(zone, null);
            return true;
        }
        var before = scope.Issues.Count;
        var view = new ObjectKind(() => SubnetTable.Table).ReadMap(map, path, scope);
        if (scope.Issues.Count > before || view.Find(SubnetTable.Zone) is not { } own) return false;
        var free = view.Maybe(SubnetTable.Free);
        if (free is null && view.Find(SubnetTable.Cidr) is { } cidr)
        {
            free = AddressesOf(cidr);
            if (free is null)
            {
                scope.Issues.Add(view.At(SubnetTable.Cidr), view.PathOf(SubnetTable.Cidr), $"`{cidr}` is not a block of a subnet", "10.0.1.0/24; /16 to /28");
                return false;
            }
        }
        value = new SubnetSpecification(own, free, view.Get(SubnetTable.Fargate, true));
        return true;
    }

    private static int? AddressesOf(string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !int.TryParse(cidr.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits is < 16 or > 28) return null;
        return cidr[..slash].Split('.').Length == 4 ? (1 << (32 - bits)) - ReservedByAws : null;
    }
}
